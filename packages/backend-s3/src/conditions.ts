import { expectedEtag } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { quotedTag } from './info.ts'
import type { CallSubject } from './session.ts'

/** What a failed condition means to the caller. */
export function conditionKind(
  precondition: ObjectPrecondition | undefined,
): CallSubject['condition'] {
  if (precondition === undefined) return undefined
  return 'ifNoneMatch' in precondition ? 'absent' : 'match'
}

/** The entity tag that a condition asks for, as a header takes it. */
export function expectedTag(precondition: ObjectPrecondition | undefined): string | undefined {
  const etag = expectedEtag(precondition)
  return etag === undefined ? undefined : quotedTag(etag)
}
