import { checkPrecondition } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { expectedTag } from './conditions.ts'
import { quotedTag } from './info.ts'
import { headWith } from './read.ts'
import type { CallTools, S3Session } from './session.ts'

/** Headers of a condition. */
export interface Conditions {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

/**
 * A condition as S3 has it. It has none on versions: the version is looked at, and then must still have its entity tag.
 * @throws `CONFLICT` where the version is another one already.
 */
export async function conditionsOf(
  session: S3Session,
  tools: CallTools,
  key: string,
  precondition: ObjectPrecondition | undefined,
): Promise<Conditions> {
  if (precondition === undefined) return {}
  if ('ifNoneMatch' in precondition) return { IfNoneMatch: '*' }
  if ('ifVersion' in precondition) {
    const info = await headWith(session, tools, key)
    checkPrecondition(key, precondition, info)
    return info === undefined ? {} : { IfMatch: quotedTag(info.etag) }
  }
  const tag = expectedTag(precondition)
  return tag === undefined ? {} : { IfMatch: tag }
}
