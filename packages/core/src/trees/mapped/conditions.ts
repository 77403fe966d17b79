import { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { ObjectPrecondition } from '../../spec/index.ts'
import type { Observation } from './ledger.ts'
import { lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'

/** What a provider can make conditional. */
type Conditional = 'put' | 'delete' | 'copy'

/**
 * The condition that the object at a key is as it was seen, for the provider to check with the change itself. Where it
 * cannot, the object is looked at just before, which leaves a moment for others.
 * @throws `CONFLICT` when that look finds another object.
 */
export async function conditionOn(
  mapped: MappedContext,
  what: Conditional,
  key: string,
  seen: Observation | undefined,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<ObjectPrecondition | undefined> {
  if (canBeConditional(mapped, what, seen))
    return seen === undefined ? { ifNoneMatch: '*' } : { ifUnchanged: seen }
  const now = await lookAtObject(mapped, key, signal)
  if (now?.etag === seen?.etag) return undefined
  throw lostRace(path, seen, now)
}

/** Whether the provider itself checks that an object is as it was seen. */
export function canBeConditional(
  { mount: { backend } }: MappedContext,
  what: Conditional,
  seen: Observation | undefined,
): boolean {
  const { putIfAbsent, putIfMatch, deleteIfMatch, copyConditions } = backend.capabilities
  if (what === 'delete') return deleteIfMatch
  if (what === 'copy') return copyConditions
  return seen === undefined ? putIfAbsent : putIfMatch
}

/** Another program was first; its bytes stay. Names both sides. */
export function lostRace(
  path: VirtualPath,
  seen: Observation | undefined,
  now: Observation | undefined,
  cause?: unknown,
): NexusError {
  const expected = seen === undefined ? 'nothing' : `etag ${seen.etag}`
  const found = now === undefined ? 'nothing' : `etag ${now.etag}`
  return new NexusError(
    'CONFLICT',
    `${path.text} was changed by another program: ${expected} was expected there, ${found} is.`,
    {
      path: path.text,
      etag: now?.etag,
      cause,
      hint: 'What is there was left as it is. Read it, and write with ifMatch and that etag.',
    },
  )
}
