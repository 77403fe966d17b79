import { resolve } from 'node:path'
import type { BackupProblem, VerifyBackupReport } from 'nexusfs'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { withBackupProgress } from '../output/backup-progress.ts'
import { formatCount, formatSize } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { withHint } from '../with-hint.ts'

export default {
  details:
    'Reads every file of the backup, compares it with the manifest, and the database with the content. Changes nothing.\nEnds with 1 if something is lost or damaged.',
  arguments: [{ name: 'FOLDER', description: 'the backup', completes: 'host' }],
  async run(context, input) {
    const { io, output, signal } = context
    const { verifyBackup } = await import('nexusfs')
    const folder = resolve(io.cwd, input.argument(0))
    const report = await withHint('NOT_FOUND', NO_BACKUP, () =>
      withBackupProgress(context, (onProgress) => verifyBackup(folder, { signal, onProgress })),
    )
    await output.document(report, () => report.problems.map((problem) => line(output, problem)))
    output.note(summary(report, output))
    return report.ok ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

const NO_BACKUP = 'Give the folder that "nexus backup create" made.'

function line(output: Output, { kind, message, loss }: BackupProblem): string {
  const { colors } = output
  return `${loss ? colors.red('lost') : colors.yellow('note')}  ${kind}: ${output.name(message)}`
}

function summary({ ok, time, files, bytes }: VerifyBackupReport, output: Output): string {
  const read = `read ${formatCount(files, 'file')} (${formatSize(bytes)}) of ${output.time(Date.parse(time))}`
  return `${read}: ${ok ? 'sound' : 'damaged; use another backup'}`
}
