import { realpath, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { type Backend, holdCollection, isNexusError, MARKER_KEY, NexusError } from '@nexusfs/core'
import { abortedError, collectBytes, newId, throwIfAborted } from '@nexusfs/core/kit'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import type { Surroundings } from '../connect-options.ts'
import { defaultNames } from '../default-names.ts'
import { hostError } from '../transfer/host-error.ts'
import { isInside } from '../transfer/protected-folders.ts'
import { copyObjects } from './copy-objects.ts'
import { type EmbeddedStack, openEmbedded } from './embedded-stack.ts'
import { FolderWriter } from './folder-writer.ts'
import { HOST_CLOCK } from './host-clock.ts'
import { DATA, ManifestWriter } from './manifest.ts'
import { namedObjects } from './named-objects.ts'
import { makeFolder } from './new-folder.ts'
import { requireSpace } from './require-space.ts'
import type { BackupReport, CreateBackupOptions } from './types.ts'

/** Bytes of the largest marker. */
const MARKER_BYTES = 1 << 16

/**
 * Copies an embedded data folder while others write to it: the database as it is at one moment, then every object that
 * this copy names, then a manifest with the size and SHA-256 of each file. The backup appears whole and durable, or not
 * at all. Garbage collection waits meanwhile.
 * @throws `NOT_SUPPORTED` for a configuration with another store than SQLite or another default backend than a local
 * one, `NOT_FOUND` without data, `ALREADY_EXISTS`, `INVALID_ARGUMENT` for a target inside the data, `NO_SPACE`, `ABORTED`.
 */
export async function createBackup(
  { target, signal, onProgress, ...options }: CreateBackupOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<BackupReport> {
  if (typeof target !== 'string' || target === '')
    throw new NexusError('INVALID_ARGUMENT', 'No folder was given for the backup.', {
      hint: 'Give { target }.',
    })
  throwIfAborted(signal)
  const stack = await openEmbedded(options, surroundings)
  try {
    const path = resolve(surroundings.cwd ?? '.', target)
    await requireOutside(stack, path)
    const hold = await holdCollection({ store: stack.store, clock: HOST_CLOCK, newId })
    try {
      const fill = (folder: string) => fillBackup(stack, folder, { target, signal, onProgress })
      return await makeFolder(path, 'refuse', async (folder) => {
        const report = await fill(folder)
        hold.check()
        throwIfAborted(signal)
        return { target: path, ...report }
      })
    } finally {
      await hold.release()
    }
  } catch (error) {
    throw signal?.aborted === true ? abortedError(signal) : error
  } finally {
    await stack.close()
  }
}

async function fillBackup(
  stack: EmbeddedStack,
  folder: string,
  options: CreateBackupOptions,
): Promise<Omit<BackupReport, 'target'>> {
  const { signal, onProgress } = options
  const backendId = await findBackendId(stack.backend)
  const needed = await measure(stack, backendId)
  await requireSpace(folder, needed.files, needed.bytes)
  const time = new Date().toISOString()
  const writer = new FolderWriter(folder)
  const manifest = await ManifestWriter.create(folder, time)
  try {
    const database = await copyDatabase(stack, folder, options)
    const copy = createSqliteStore({ path: database })
    let copied: Awaited<ReturnType<typeof copyObjects>>
    try {
      await copy.migrate()
      const { backend } = stack
      const total = needed.files
      copied = await copyObjects({
        ...{ store: copy, backend, backendId, writer, manifest, total, signal, onProgress },
      })
    } finally {
      await copy.close()
    }
    await placeDatabase(database, writer, manifest)
    await copyMarker(stack.backend, writer, manifest)
    await manifest.finish({ lost: copied.lostCount, elsewhere: copied.elsewhere })
    await writer.sync()
    return { time, files: manifest.files, bytes: manifest.bytes, ...copied }
  } finally {
    await manifest.close()
  }
}

/** What the backup will take, as far as can be known before. */
async function measure(
  { store }: EmbeddedStack,
  backendId: string | undefined,
): Promise<{ readonly files: number; readonly bytes: number }> {
  let files = 0
  let { bytes } = await store.size()
  for await (const rows of namedObjects(store))
    for (const { backend, size } of rows)
      if (backend === backendId) {
        files += 1
        bytes += size
      }
  return { files, bytes }
}

/** The copy under a name of its own: opening it to see what it names leaves traces. */
async function copyDatabase(
  { store }: EmbeddedStack,
  folder: string,
  { signal, onProgress }: CreateBackupOptions,
): Promise<string> {
  const file = join(folder, `copy-${defaultNames.database}`)
  await store.backup(file, {
    signal,
    onProgress: ({ done, total }) => onProgress?.({ phase: 'database', done, total, bytes: 0 }),
  })
  return file
}

async function placeDatabase(
  database: string,
  writer: FolderWriter,
  manifest: ManifestWriter,
): Promise<void> {
  const path = `${DATA}/${defaultNames.database}`
  const written = await writer.adopt(database, path)
  await manifest.add({ path, ...written })
  for (const end of ['-wal', '-shm']) await rm(`${database}${end}`, { force: true })
}

async function copyMarker(
  backend: Backend,
  writer: FolderWriter,
  manifest: ManifestWriter,
): Promise<void> {
  const bytes = await readMarker(backend)
  if (bytes === undefined) return
  const path = `${DATA}/${MARKER_KEY}`
  async function* chunks() {
    yield bytes as Uint8Array
  }
  await manifest.add({ path, ...(await writer.write(path, chunks())) })
}

async function findBackendId(backend: Backend): Promise<string | undefined> {
  const bytes = await readMarker(backend)
  if (bytes === undefined) return undefined
  try {
    const { backendId } = JSON.parse(Buffer.from(bytes).toString()) as { backendId: unknown }
    if (typeof backendId === 'string') return backendId
  } catch {
    // Falls through to the one error for everything that is no marker.
  }
  throw new NexusError(
    'CORRUPT',
    `The object ${MARKER_KEY} on ${backend.describe().location} is damaged.`,
    { hint: 'Restore it from a copy; it holds storeId, backendId and cycle.' },
  )
}

async function readMarker(backend: Backend): Promise<Uint8Array | undefined> {
  try {
    return await collectBytes((await backend.get(MARKER_KEY)).body, MARKER_BYTES)
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}

/** A backup inside of what it copies would be taken for content. */
async function requireOutside({ store, backend }: EmbeddedStack, target: string): Promise<void> {
  const above = await realpath(dirname(target)).catch((error: unknown) => {
    throw hostError(error, dirname(target))
  })
  for (const location of [dirname(store.describe().location), backend.describe().location]) {
    if (!isAbsolute(location)) continue
    const real = await realpath(location).catch(() => location)
    if (!isInside(above, real)) continue
    throw new NexusError(
      'INVALID_ARGUMENT',
      `Cannot back up to ${target}: Nexus keeps its data there.`,
      {
        hint: 'Choose a folder outside the data folder, best on another disk.',
      },
    )
  }
}
