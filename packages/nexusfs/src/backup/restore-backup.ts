import { join, relative, resolve } from 'node:path'
import { NexusError } from '@nexusfs/core'
import { throwIfAborted } from '@nexusfs/core/kit'
import { chunksOf, FolderWriter } from './folder-writer.ts'
import { DATA, openManifest } from './manifest.ts'
import { makeFolder } from './new-folder.ts'
import { requireSpace } from './require-space.ts'
import type { RestoreBackupOptions, RestoreBackupReport, VerifyBackupReport } from './types.ts'
import { verifyBackup } from './verify-backup.ts'

/**
 * Makes a new data folder of a backup, once that was verified. The folder appears whole and durable, or not at all.
 * @throws `ALREADY_EXISTS` when the data folder is there and not empty, `CORRUPT` when the backup is damaged,
 * `NOT_FOUND`, `NO_SPACE`, `ABORTED`.
 */
export async function restoreBackup({
  backup,
  dataDir,
  allowLoss = false,
  ...options
}: RestoreBackupOptions): Promise<RestoreBackupReport> {
  const from = resolve(backup)
  const target = resolve(dataDir)
  if (!relative(from, target).startsWith('..') || !relative(target, from).startsWith('..'))
    throw new NexusError('INVALID_ARGUMENT', `Cannot restore ${from} into ${target}.`, {
      hint: 'Choose a data folder outside of the backup.',
    })
  return makeFolder(target, 'replace', async (folder) => {
    const found = await verifyBackup(from, options)
    if (!found.ok) refuse(from, found, allowLoss)
    await requireSpace(folder, found.files, found.bytes)
    const { files, bytes } = await copyFiles(from, folder, found.files, options)
    return { dataDir: target, time: found.time, files, bytes }
  })
}

async function copyFiles(
  from: string,
  folder: string,
  total: number,
  { signal, onProgress }: Pick<RestoreBackupOptions, 'signal' | 'onProgress'>,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const writer = new FolderWriter(folder)
  const manifest = await openManifest(from)
  let files = 0
  let bytes = 0
  for await (const { path, size, sha256 } of manifest.files()) {
    throwIfAborted(signal)
    // Checked again on the way: it was some time since it was verified.
    await writer.write(path.slice(DATA.length + 1), chunksOf(join(from, path)), { size, sha256 })
    files += 1
    bytes += size
    onProgress?.({ phase: 'files', done: files, total, bytes })
  }
  await writer.sync()
  return { files, bytes }
}

/** Files that are not those that were copied are never restored; content that was lost before may be. */
function refuse(backup: string, { problems }: VerifyBackupReport, allowLoss: boolean): void {
  const losses = problems.filter(({ loss }) => loss)
  const [first] = losses
  const wasLost = losses.every(
    ({ kind, file }) => kind === 'missing' && file?.startsWith(`${DATA}/`),
  )
  if (allowLoss && wasLost) return
  throw new NexusError(
    'CORRUPT',
    `The backup ${backup} is damaged: ${first?.message ?? ''} ${losses.length > 1 ? `There are ${losses.length - 1} more problems.` : ''}`.trim(),
    { hint: 'Verify it to see every problem, and use another backup.' },
  )
}
