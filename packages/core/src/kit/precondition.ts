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
  if (current === undefined) throw keyConflict(key, { found: 'it is absent' })
  if (!holds) throw keyConflict(key, { etag: current.etag })
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

/** What is known of a condition that did not hold. */
export interface Conflict {
  /** The end of the message's sentence; default `it has changed`. */
  readonly found?: string | undefined
  /** The etag that is there. */
  readonly etag?: string | undefined
  /** The provider's error, without what is secret. */
  readonly cause?: unknown
}

/** The `CONFLICT` of a key whose object is not the expected one. */
export function keyConflict(key: string, conflict: Conflict = {}): NexusError {
  const { found = 'it has changed', etag, cause } = conflict
  return new NexusError('CONFLICT', `Object ${quoteKey(key)} is not as expected: ${found}.`, {
    hint: 'Read it again and decide anew.',
    etag,
    cause,
  })
}

/** What a precondition that the provider refused means: `ALREADY_EXISTS` for `ifNoneMatch`, `CONFLICT` for the others. */
export function lostCondition(
  key: string,
  precondition: ObjectPrecondition,
  conflict: Conflict = {},
): NexusError {
  if ('ifNoneMatch' in precondition) return alreadyExists(key, conflict.cause)
  return keyConflict(key, conflict)
}
