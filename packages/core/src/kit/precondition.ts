import { NexusError } from '../errors/index.ts'
import type { ObjectPrecondition } from '../spec/index.ts'
import { quoteKey } from './keys.ts'

/**
 * Compares a precondition with what is at the key now.
 * @throws `ALREADY_EXISTS` for `ifNoneMatch` on a present key, `CONFLICT` (with the etag that is there) for the others.
 */
export function checkPrecondition(
  key: string,
  precondition: ObjectPrecondition | undefined,
  current: { readonly etag: string; readonly versionId?: string | undefined } | undefined,
): void {
  if (precondition === undefined) return
  if ('ifNoneMatch' in precondition) {
    if (current !== undefined) throw alreadyExists(key)
    return
  }
  const holds =
    'ifVersion' in precondition
      ? current?.versionId === precondition.ifVersion
      : current?.etag === expectedEtag(precondition)
  if (current === undefined || !holds) throw conflict(key, current?.etag)
}

/** The etag that a precondition asks for, if it asks for one. */
export function expectedEtag(precondition: ObjectPrecondition | undefined): string | undefined {
  if (precondition === undefined) return undefined
  if ('ifMatch' in precondition) return precondition.ifMatch
  if ('ifUnchanged' in precondition) return precondition.ifUnchanged.etag
  return undefined
}

/** The `ALREADY_EXISTS` of a key. */
export function alreadyExists(key: string, cause?: unknown): NexusError {
  return new NexusError('ALREADY_EXISTS', `Cannot create ${quoteKey(key)}: it is there already.`, {
    hint: 'Choose another key, or write without ifNoneMatch to replace it.',
    cause,
  })
}

/** The `NOT_FOUND` of a key. */
export function keyNotFound(key: string, cause?: unknown): NexusError {
  return new NexusError('NOT_FOUND', `There is no object ${quoteKey(key)}.`, {
    hint: 'List the keys with its prefix to see what is there.',
    cause,
  })
}

function conflict(key: string, etag: string | undefined): NexusError {
  const found = etag === undefined ? 'it is absent' : 'it has changed'
  return new NexusError('CONFLICT', `Object ${quoteKey(key)} is not as expected: ${found}.`, {
    hint: 'Read it again and decide anew.',
    etag,
  })
}
