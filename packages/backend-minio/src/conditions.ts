import { lostCondition } from '@nexusfs/core/kit'
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
    return lostCondition(key, precondition, {
      etag,
      ...(etag === undefined && { found: 'it is absent, or has changed' }),
    })
  }
}
