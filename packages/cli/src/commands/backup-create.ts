import { resolve } from 'node:path'
import type { BackupReport } from 'nexusfs'
import { CliError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connectOptions, readConfiguration } from '../open-tree.ts'
import { withBackupProgress } from '../output/backup-progress.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { formatCount, formatSize } from '../output/format.ts'
import { printPlanned } from '../output/written.ts'

export default {
  details:
    'Copies the data folder as it is at one moment, while others may write to it, into a new folder. "nexus backup verify"\nchecks it, "nexus backup restore" makes a data folder of it.',
  arguments: [
    { name: 'FOLDER', description: 'host folder that is not there yet', completes: 'host' },
  ],
  async run(context, input) {
    const { io, globals, openOptions, signal } = context
    const target = resolve(io.cwd, input.argument(0))
    if (globals.dryRun) return plan(context, target)
    const { createBackup } = await import('nexusfs')
    const report = await withBackupProgress(context, (onProgress) =>
      createBackup({ ...connectOptions(openOptions), target, signal, onProgress }, openOptions),
    )
    await print(context, report)
  },
} satisfies CommandDefinition

async function plan(context: Context, target: string): Promise<void> {
  const { dataDir } = (await readConfiguration(context.openOptions)).settings
  const text = `back ${dataDir} up to ${target}`
  await printPlanned(context, text, { action: 'backup', path: target, dataDir })
}

/** @throws `PARTIAL` when content was lost already. */
async function print({ output }: Context, report: BackupReport): Promise<void> {
  const { target, files, bytes, lostCount, elsewhere } = report
  await output.document(report, () => [])
  output.note(
    escapeForTerminal(
      `backed up ${formatCount(files, 'file')} (${formatSize(bytes)}) to ${target}`,
    ),
  )
  if (elsewhere.length > 0)
    output.warn(
      `the content of ${formatCount(elsewhere.length, 'mounted backend')} is not in it: back that up apart`,
    )
  if (lostCount === 0) return
  throw new CliError(
    'PARTIAL',
    `${formatCount(lostCount, 'object')} that the database names could not be copied.`,
    { hint: '"nexus fsck --deep" tells which files are concerned.', exitCode: EXIT.partial },
  )
}
