import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, unlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { NexusError, newId, throwIfAborted } from '@nexusfs/core/kit'
import type { BackupOptions } from '@nexusfs/core/spec'
import type { Database } from 'better-sqlite3'
import { openConnection, syncFolder } from './connection.ts'
import { toNexusError } from './errors.ts'
import type { StoreSettings } from './options.ts'

/** Pages that are copied before others run: about a millisecond. */
const PAGES_PER_STEP = 256

/**
 * Copies the database as it is now into a new file, durably, while others write. A connection of its own holds one
 * snapshot for the whole copy, so that no writer makes it begin again. The file has its name only once it is complete.
 * @throws `ALREADY_EXISTS`, `NO_SPACE`, `ABORTED`.
 */
export async function backUp(
  settings: StoreSettings,
  file: string,
  options: BackupOptions = {},
): Promise<void> {
  const target = resolve(file)
  if (existsSync(target)) throw alreadyThere(target)
  const partial = `${target}.${newId()}.partial`
  try {
    await copyTo(settings, partial, options)
    throwIfAborted(options.signal)
    giveName(partial, target)
  } catch (error) {
    throw toNexusError(error, target)
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${end}`, { force: true })
  }
  syncFolder(dirname(target))
}

async function copyTo(
  settings: StoreSettings,
  partial: string,
  { signal, onProgress }: BackupOptions,
): Promise<void> {
  // For its owner alone, as the store itself is.
  closeSync(openSync(partial, 'wx', 0o600))
  const source = await openConnection(settings.path, settings.durability, settings)
  try {
    holdSnapshot(source)
    await source.backup(partial, {
      progress({ totalPages, remainingPages }) {
        throwIfAborted(signal)
        onProgress?.({ done: totalPages - remainingPages, total: totalPages })
        return PAGES_PER_STEP
      },
    })
  } finally {
    source.close()
  }
  syncFile(partial)
}

/** From its first read on, a transaction of a WAL database sees one state. */
function holdSnapshot(db: Database): void {
  db.exec('BEGIN')
  db.prepare('SELECT format FROM store').get()
}

/** Unlike renaming, linking never takes the place of another file. */
function giveName(partial: string, target: string): void {
  try {
    linkSync(partial, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(target)
    throw error
  }
  unlinkSync(partial)
}

function alreadyThere(file: string): NexusError {
  return new NexusError('ALREADY_EXISTS', `Cannot back up to ${file}: the file is there already.`, {
    hint: 'Give the name of a new file.',
  })
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
