import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Backend, ContentRow, Id, Mutation, Source } from '../spec/index.ts'
import { isSound } from './content-check.ts'
import type { ContentContext } from './context.ts'
import { objectKey } from './object-key.ts'

/** How long an upload may take before its registration lapses. */
const LEASE_MS = 60 * 60 * 1000
/** How often content is moved again when others change it meanwhile. */
const ATTEMPTS = 4

/** One end of a move. */
export interface ContentPlaceOf {
  readonly backend: Backend
  readonly id: Id
}

/** What became of one content: `sent` with a body, `reused` without one, `gone` where it lies elsewhere or is no more. */
export type Relocated = 'sent' | 'reused' | 'gone' | 'busy'

/**
 * Moves one content that is one object to another backend: announced there, sent and checked by its hash unless it is
 * there and sound, then one commit. A crash before that leaves the old state, and an object that another try overwrites
 * with the same bytes or collection deletes.
 * @throws `CORRUPT` when the source does not hold what it should.
 */
export async function relocateContent(
  context: ContentContext,
  content: ContentRow,
  from: ContentPlaceOf,
  to: ContentPlaceOf,
  signal?: AbortSignal,
): Promise<Relocated> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const now = await context.store.getContent(content.reference)
    if (now.backend !== from.id || now.parts !== undefined || now.state === 'condemned')
      return 'gone'
    if (now.state === 'pending' || now.state === 'renewing') return 'busy'
    const target = await announce(context, now, to.id)
    const isThere = target.state === 'present'
    if (!isThere) await send(now, from.backend, to.backend, target.generation, signal)
    const relocate: Mutation = {
      kind: 'content',
      action: 'relocate',
      content: now.reference,
      generation: now.generation,
      to: target.reference,
      toGeneration: target.generation,
    }
    if (await commit(context, isThere ? [] : [confirmed(now, target)], relocate))
      return isThere ? 'reused' : 'sent'
  }
  return 'busy'
}

/** The content on the target; what is there but damaged is doubted first, and so gets a new generation. */
async function announce(
  context: ContentContext,
  { pool, hash, size }: ContentRow,
  backend: Id,
): Promise<ContentRow> {
  const register: Mutation = {
    ...{ kind: 'content', action: 'register', pool, backend, hash, size },
    leaseMs: LEASE_MS,
  }
  const there = await last(context, [register])
  if (there.state !== 'present' || (await isSound(context, there))) return there
  const { reference, generation } = there
  const doubt: Mutation = { kind: 'content', action: 'suspect', content: reference, generation }
  return last(context, [doubt, register])
}

async function last(context: ContentContext, mutations: readonly Mutation[]): Promise<ContentRow> {
  const space = DEFAULT_SPACE
  const result = await context.store.commit({ space, operations: [], mutations })
  const content = result.ok ? result.mutations.at(-1)?.content : undefined
  if (content !== undefined) return content
  throw new NexusError('INTERNAL', 'The store did not register content.', { cause: result })
}

/** The bucket compares what passes with the digest, or has the provider do it. */
async function send(
  { pool, hash, size, generation }: ContentRow,
  from: Backend,
  to: Backend,
  targetGeneration: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = objectKey(pool, hash, generation)
  const source: Source = {
    size,
    rewindable: true,
    async *open(start = 0) {
      const range = start > 0 ? { range: { start } } : {}
      yield* (await from.get(key, { ...range, signal })).body
    },
  }
  await to.put(objectKey(pool, hash, targetGeneration), source, { digest: hash, signal })
}

/** What was sent is confirmed in the same commit; that also completes the renewal of damaged content. */
function confirmed({ checksums }: ContentRow, target: ContentRow): Mutation {
  const { reference, generation } = target
  return {
    ...{ kind: 'content', action: 'confirm', content: reference, generation },
    ...(checksums !== undefined && { checksums }),
  }
}

async function commit(
  { store }: ContentContext,
  before: readonly Mutation[],
  relocate: Mutation,
): Promise<boolean> {
  const batch = { space: DEFAULT_SPACE, operations: [], mutations: [...before, relocate] }
  return (await store.commit(batch)).ok
}
