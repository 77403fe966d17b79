import type { BackupProgress } from 'nexusfs'
import type { Context } from '../command.ts'
import { withProgress } from './with-progress.ts'

const PHASES: Readonly<Record<BackupProgress['phase'], string>> = {
  database: 'copying the database',
  objects: 'copying content',
  files: 'reading files',
  check: 'checking content',
}

/** Runs something on a backup, with a line on a terminal that shows how far it is. */
export function withBackupProgress<Result>(
  context: Context,
  action: (onProgress: ((progress: BackupProgress) => void) | undefined) => Promise<Result>,
): Promise<Result> {
  return withProgress(context, 'steps', (onProgress) =>
    action(onProgress && ((progress) => onProgress({ ...progress, path: PHASES[progress.phase] }))),
  )
}
