import { isNexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Backend, DoomedObject, Id, Mutation } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { objectKey } from './object-key.ts'
import { pagesOf } from './pages.ts'

/** Objects of one commit, and of one call of a backend. */
const OBJECTS = 250
/** Objects that are deleted at once where a backend takes one at a time. */
const AT_ONCE = 16

/** Options of {@link deleteDoomed}. */
export interface DeleteDoomedOptions {
  /** Milliseconds UTC, exclusive: objects of content that was condemned before then. */
  readonly before: number
  /** Number of this collection, of which each backend is told before anything on it is deleted. */
  readonly cycle: number
  /** Backends that may be changed. Objects on others wait. */
  readonly writable: readonly Backend[]
  readonly signal?: AbortSignal | undefined
  /** Told after each step of how many objects it deleted. Its failure ends the work. */
  readonly onStep?: ((deleted: number) => Promise<void> | void) | undefined
}

/**
 * Deletes objects whose content was condemned, and then takes them off the list; gives their number. Ends at the first
 * failure with everything after it untouched.
 */
export async function deleteDoomed(
  context: ContentContext,
  options: DeleteDoomedOptions,
): Promise<number> {
  const { store } = context
  const { before, cycle, signal, onStep } = options
  const backends = new Map<Id, Backend | undefined>()
  let count = 0
  const list = (after: string | undefined) => store.doomed({ before, after, limit: OBJECTS })
  for await (const objects of pagesOf(list)) {
    for (const id of new Set(objects.map((object) => object.backend)))
      if (!backends.has(id))
        backends.set(id, await openBackend(context, id, cycle, options.writable))
    for (const [id, backend] of backends) {
      const here = objects.filter((object) => object.backend === id)
      if (backend === undefined || here.length === 0) continue
      throwIfAborted(signal)
      await deleteObjects(backend, here, signal)
      await drop(context, here)
      count += here.length
      await onStep?.(here.length)
    }
  }
  return count
}

/** How many objects are on the list. */
export async function countDoomed({ store }: ContentContext): Promise<number> {
  let count = 0
  const before = Number.MAX_SAFE_INTEGER
  const list = (after: string | undefined) => store.doomed({ before, after, limit: 1000 })
  for await (const objects of pagesOf(list)) count += objects.length
  return count
}

/** The backend, told of the collection; `undefined` where it is not to be changed now. */
async function openBackend(
  { backends, logger }: ContentContext,
  id: Id,
  cycle: number,
  writable: readonly Backend[],
): Promise<Backend | undefined> {
  try {
    const backend = await backends.get(id, writable)
    await backends.tellCycle(backend, cycle)
    return backend
  } catch (error) {
    if (!isNexusError(error, 'BACKEND_NOT_CONFIGURED')) throw error
    logger?.warn({ backend: id }, 'Objects wait to be deleted on a backend that is not configured.')
    return undefined
  }
}

async function deleteObjects(
  backend: Backend,
  objects: readonly DoomedObject[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const keys = objects.map(({ pool, hash, generation }) => objectKey(pool, hash, generation))
  if (backend.capabilities.deleteMany) {
    await backend.deleteMany?.(keys, { signal })
    return
  }
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const some = keys.slice(start, start + AT_ONCE)
    await Promise.all(some.map((key) => backend.delete(key, { signal })))
  }
}

async function drop({ store }: ContentContext, objects: readonly DoomedObject[]): Promise<void> {
  const mutations = objects.map(
    ({ pool, backend, hash, generation }): Mutation => ({
      kind: 'content',
      action: 'drop',
      pool,
      backend,
      hash,
      generation,
    }),
  )
  await store.commit({ space: DEFAULT_SPACE, operations: [], mutations })
}
