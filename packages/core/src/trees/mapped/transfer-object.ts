import { onceSource } from '../../kit/index.ts'
import type { ObjectPrecondition } from '../../spec/index.ts'
import { conditionOn, lostRace } from './conditions.ts'
import { type ObjectChange, type Observation, observationOf, putObservation } from './ledger.ts'
import { isLost, isUnanswered, lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { streamSeen } from './read.ts'

type ObjectTransfer = Extract<ObjectChange, { action: 'copy' | 'rename' }>

/** Renames or copies one object, and gives what is at the target then. @throws `CONFLICT`; then the source is as it was. */
export async function transferObject(
  mapped: MappedContext,
  object: ObjectTransfer,
  signal: AbortSignal | undefined,
): Promise<Observation> {
  const { backend } = mapped.mount
  if (object.action === 'rename' && backend.capabilities.rename)
    return renameObject(mapped, object, signal)
  const left = await copyObject(mapped, object, signal)
  if (object.action === 'rename') await removeSource(mapped, object, left, signal)
  return left
}

/** By the provider's atomic rename. Both ends are looked at just before, since it takes no conditions. */
async function renameObject(
  mapped: MappedContext,
  { key, path, before, from }: ObjectTransfer,
  signal: AbortSignal | undefined,
): Promise<Observation> {
  const { backend } = mapped.mount
  const source = await lookAtObject(mapped, from.key, signal)
  if (source?.etag !== from.seen.etag) throw lostRace(from.path, from.seen, source)
  const target = await lookAtObject(mapped, key, signal)
  if (target?.etag !== before?.etag) throw lostRace(path, before, target)
  await backend.rename?.(from.key, key, { signal })
  const info = await backend.head(key, { signal })
  return info === undefined ? { ...from.seen, key } : observationOf(info)
}

/** By a copy at the provider, else through this process. */
async function copyObject(
  mapped: MappedContext,
  { key, path, before, from }: ObjectTransfer,
  signal: AbortSignal | undefined,
): Promise<Observation> {
  const { mount, now } = mapped
  const { backend } = mount
  const { copy: canCopy, versions } = backend.capabilities
  const { contentType, versionId } = from.seen
  const what = canCopy ? 'copy' : 'put'
  const precondition = await conditionOn(mapped, what, key, before, path, signal)
  const result = canCopy
    ? await backend.copy?.(from.key, key, {
        precondition,
        signal,
        ...(versions && versionId !== undefined && { versionId }),
      })
    : await putCopy(mapped, from, key, precondition, signal)
  if (result === undefined) return { ...from.seen, key }
  return putObservation(key, result, { now: now(), contentType })
}

function putCopy(
  mapped: MappedContext,
  { path, seen }: ObjectTransfer['from'],
  key: string,
  precondition: ObjectPrecondition | undefined,
  signal: AbortSignal | undefined,
) {
  const { backend } = mapped.mount
  const { contentType } = seen
  const source = onceSource(streamSeen(mapped, path, seen, signal), seen.size)
  const isKept = backend.capabilities.objectMetadata && contentType !== undefined
  return backend.put(key, source, { precondition, signal, ...(isKept && { contentType }) })
}

/** Where another program changed the source meanwhile, its bytes stay, and the copy goes again if it took no place. */
async function removeSource(
  mapped: MappedContext,
  { before, from, key }: ObjectTransfer,
  left: Observation,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { backend } = mapped.mount
  const { deleteIfMatch } = backend.capabilities
  try {
    if (!deleteIfMatch) await conditionOn(mapped, 'delete', from.key, from.seen, from.path, signal)
    const precondition = deleteIfMatch ? { ifUnchanged: from.seen } : undefined
    await backend.delete(from.key, { precondition, signal })
  } catch (error) {
    if (!isLost(error) && !isUnanswered(error)) throw error
    const now = await lookAtObject(mapped, from.key, signal)
    if (now === undefined) return
    if (now.etag === from.seen.etag) throw error
    const condition = deleteIfMatch ? { ifMatch: left.etag } : undefined
    if (before === undefined) await backend.delete(key, { precondition: condition, signal })
    throw lostRace(from.path, from.seen, now, error)
  }
}
