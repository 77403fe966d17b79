import { alreadyExists, NexusError, quoteKey } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import type { OnRefusal } from './calls.ts'

/** What a refusal means to a write with a condition. An absent object is 404 where `ifMatch` was asked for. */
export function onLostCondition(
  key: string,
  precondition: ObjectPrecondition | undefined,
): OnRefusal {
  return ({ code, status, etag }) => {
    if (precondition === undefined) return undefined
    const absent = code === 'NoSuchKey' && !('ifNoneMatch' in precondition)
    if (status !== 412 && code !== 'PreconditionFailed' && !absent) return undefined
    return lostCondition(key, precondition, etag)
  }
}

/** The `ALREADY_EXISTS` or `CONFLICT` of a condition that does not hold, with the etag that is there. */
export function lostCondition(
  key: string,
  precondition: ObjectPrecondition,
  etag: string | undefined,
): NexusError {
  if ('ifNoneMatch' in precondition) return alreadyExists(key)
  const found = etag === undefined ? 'it is absent, or has changed' : 'it has changed'
  return new NexusError('CONFLICT', `Object ${quoteKey(key)} is not as expected: ${found}.`, {
    hint: 'Read it again and decide anew.',
    etag,
  })
}
