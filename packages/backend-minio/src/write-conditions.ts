import { keyConflict } from '@nexusfs/core/kit'
import type { CallOptions, ObjectPrecondition } from '@nexusfs/core/spec'
import type { Calls } from './calls.ts'
import { headObject } from './reads.ts'

/**
 * The headers of a condition. The server compares etags and no version ids: `ifUnchanged` is the observed etag, and for
 * `ifVersion` the object is looked at first, so that what counts at the end is the etag of that version.
 * @throws `CONFLICT` where another version is the current one.
 */
export async function conditionHeaders(
  calls: Calls,
  key: string,
  precondition: ObjectPrecondition | undefined,
  { signal }: CallOptions,
): Promise<Record<string, string>> {
  if (precondition === undefined) return {}
  if ('ifNoneMatch' in precondition) return { 'if-none-match': '*' }
  if ('ifMatch' in precondition) return { 'if-match': `"${precondition.ifMatch}"` }
  if ('ifUnchanged' in precondition) return { 'if-match': `"${precondition.ifUnchanged.etag}"` }
  const current = await headObject(calls, key, { signal })
  if (current === undefined) throw keyConflict(key, { found: 'it is absent' })
  if (current.versionId !== precondition.ifVersion) throw keyConflict(key, { etag: current.etag })
  return { 'if-match': `"${current.etag}"` }
}
