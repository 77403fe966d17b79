import type { ObjectSummary } from '../../spec/index.ts'
import type { Changed } from './change-objects.ts'
import { lostRace } from './conditions.ts'
import { failureOf, inParallel } from './in-parallel.ts'
import type { ObjectChange } from './ledger.ts'
import { isLost, lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { historyOf } from './mapped-history.ts'

/**
 * Deletes the objects of a page: each only while it is what was seen where its bytes were kept for that reason, else all
 * in one call. Markers that are not there any more are no error.
 */
export async function removeObjects(
  mapped: MappedContext,
  files: readonly ObjectChange[],
  markers: readonly ObjectSummary[],
  signal: AbortSignal | undefined,
): Promise<Changed> {
  const { backend } = mapped.mount
  const { deleteIfMatch, deleteMany } = backend.capabilities
  const isEach = historyOf(mapped.mount) === 'cas' && deleteIfMatch
  if (deleteMany && !isEach) {
    const keys = [...files, ...markers].map(({ key }) => key)
    await backend.deleteMany?.(keys, { signal })
    return { left: files.map(() => undefined) }
  }
  const removed = await inParallel(files, (file) => removeSeen(mapped, file, isEach, signal))
  const gone = await inParallel(markers, ({ key }) => backend.delete(key, { signal }))
  const done = removed.map(({ status }) => status === 'fulfilled')
  const failure = failureOf([...removed, ...gone])
  if (failure !== undefined && !done.includes(true)) throw failure
  return { left: files.map(() => undefined), done, failure }
}

async function removeSeen(
  mapped: MappedContext,
  { key, path, before }: ObjectChange,
  isConditional: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const precondition = isConditional && before !== undefined ? { ifMatch: before.etag } : undefined
  try {
    await mapped.mount.backend.delete(key, { precondition, signal })
  } catch (error) {
    if (!isLost(error)) throw error
    const now = await lookAtObject(mapped, key, signal)
    if (now !== undefined) throw lostRace(path, before, now, error)
  }
}
