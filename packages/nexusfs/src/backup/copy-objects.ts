import {
  type Backend,
  type ContentRow,
  isNexusError,
  type MetadataStore,
  objectKey,
} from '@nexusfs/core'
import { throwIfAborted } from '@nexusfs/core/kit'
import type { FolderWriter } from './folder-writer.ts'
import { DATA, type ManifestWriter } from './manifest.ts'
import { namedObjects } from './named-objects.ts'
import type { BackupProgress } from './types.ts'

/** Objects that are copied at once. */
const AT_ONCE = 8
/** Keys of lost objects that are told. */
const TOLD = 100

/** What objects are copied with. */
export interface ObjectCopy {
  /** The copy of the store, which says what is needed. */
  readonly store: MetadataStore
  readonly backend: Backend
  /** As content rows have it; absent where nothing was ever put there. */
  readonly backendId: string | undefined
  readonly writer: FolderWriter
  readonly manifest: ManifestWriter
  readonly total: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: BackupProgress) => void) | undefined
}

/** What came of it. */
export interface CopiedObjects {
  readonly lost: readonly string[]
  readonly lostCount: number
  readonly elsewhere: readonly string[]
}

/** Copies every object that the store names and that lies in the backend; each is checked by its hash on the way. */
export async function copyObjects(copy: ObjectCopy): Promise<CopiedObjects> {
  const lost: string[] = []
  const elsewhere = new Set<string>()
  let lostCount = 0
  let done = 0
  let bytes = 0
  const one = async (row: ContentRow): Promise<void> => {
    throwIfAborted(copy.signal)
    const key = objectKey(row.pool, row.hash, row.generation)
    const size = await copyObject(copy, row, key)
    if (size === undefined) {
      lostCount += 1
      if (lost.length < TOLD) lost.push(key)
    }
    done += 1
    bytes += size ?? 0
    copy.onProgress?.({ phase: 'objects', done, total: Math.max(copy.total, done), bytes })
  }
  for await (const rows of namedObjects(copy.store)) {
    const here = rows.filter(({ backend }) => backend === copy.backendId)
    for (const { backend } of rows) if (backend !== copy.backendId) elsewhere.add(backend)
    await inParallel(here, one)
  }
  return { lost: lost.sort(), lostCount, elsewhere: [...elsewhere].sort() }
}

/** Gives the size; `undefined` for an object that is missing or not what it shall be. */
async function copyObject(
  { backend, writer, manifest, signal }: ObjectCopy,
  row: ContentRow,
  key: string,
): Promise<number | undefined> {
  const path = `${DATA}/${key}`
  try {
    const { body } = await backend.get(key, { signal })
    const written = await writer.write(path, body, { size: row.size, sha256: row.hash })
    await manifest.add({ path, ...written })
    return written.size
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND') || isNexusError(error, 'CORRUPT')) return undefined
    throw error
  }
}

/** Runs for each, some at once. When one fails, those that run are waited for. */
async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  let failed = false
  const work = async () => {
    for (const item of waiting) {
      if (failed) return
      await run(item)
    }
  }
  const workers = Array.from({ length: AT_ONCE }, () =>
    work().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  for (const worker of await Promise.allSettled(workers))
    if (worker.status === 'rejected') throw worker.reason
}
