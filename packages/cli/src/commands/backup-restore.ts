import { resolve } from 'node:path'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { readConfiguration } from '../open-tree.ts'
import { withBackupProgress } from '../output/backup-progress.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { formatCount, formatSize } from '../output/format.ts'
import { printPlanned } from '../output/written.ts'
import { withHint } from '../with-hint.ts'

export default {
  details:
    'Verifies the backup first, then makes a new data folder of it, whole or not at all. Nothing is overwritten: the data\nfolder must not be there, or be empty.',
  arguments: [
    { name: 'FOLDER', description: 'the backup', completes: 'host' },
    {
      name: '[DATA_DIR]',
      description: 'the new data folder; default that of --data-dir',
      completes: 'host',
    },
  ],
  options: [{ flags: '--allow-loss', description: 'also when content was lost before the backup' }],
  async run(context, input) {
    const { io, output, globals, signal } = context
    const backup = resolve(io.cwd, input.argument(0))
    const dataDir = resolve(io.cwd, input.arguments[1] ?? (await configuredFolder(context)))
    if (globals.dryRun) {
      const plan = { action: 'restore', path: dataDir, backup }
      return printPlanned(context, `restore ${backup} to ${dataDir}`, plan)
    }
    const { restoreBackup } = await import('nexusfs')
    const allowLoss = input.flag('allow-loss')
    const restore = () =>
      withBackupProgress(context, (onProgress) =>
        restoreBackup({ backup, dataDir, allowLoss, signal, onProgress }),
      )
    const report = await withHint('ALREADY_EXISTS', OTHER_FOLDER, () =>
      withHint('NOT_FOUND', NO_BACKUP, restore),
    )
    await output.document(report, () => [])
    const { files, bytes } = report
    const what = `${formatCount(files, 'file')} (${formatSize(bytes)})`
    output.note(escapeForTerminal(`restored ${what} to ${report.dataDir}`))
  },
} satisfies CommandDefinition

const NO_BACKUP = 'Give the folder that "nexus backup create" made.'
const OTHER_FOLDER =
  'Restore into a new folder, "nexus backup restore FOLDER DATA_DIR", and look at it with --data-dir.'

async function configuredFolder({ openOptions }: Context): Promise<string> {
  const { dataDir } = (await readConfiguration(openOptions)).settings
  if (dataDir !== undefined) return dataDir
  throw usageError('There is no data folder in the configuration.', 'Name it: DATA_DIR.')
}
