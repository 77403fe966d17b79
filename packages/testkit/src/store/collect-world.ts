import { sha256 } from '@nexusfs/core/kit'
import type {
  Collectable,
  ContentAddress,
  ContentRow,
  DoomedObject,
  MetadataStore,
  MutationResult,
} from '@nexusfs/core/spec'
import { utf8 } from './batch-draft.ts'
import { allPages, present, resultOf, type StoreWorld } from './store-world.ts'

/** Later than anything. */
const NEVER = Number.MAX_SAFE_INTEGER

/** The address of a text that an object outside holds. */
export function addressOf(text: string, pool = 'acme'): ContentAddress {
  return { pool, backend: 'cloud', hash: sha256(utf8(text)) }
}

/** Announces an object; the lease is 60 s unless said otherwise. */
export async function register(
  world: StoreWorld,
  address: ContentAddress,
  leaseMs = 60_000,
): Promise<ContentRow> {
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'register', ...address, size: 3, leaseMs })
  return present(resultOf(await world.commit(draft), 0).content)
}

/** Says that an object is there. */
export async function confirm(world: StoreWorld, content: ContentRow): Promise<void> {
  const { reference, generation } = content
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'confirm', content: reference, generation })
  await world.commit(draft)
}

/** Content whose object is there, without a lease. */
export async function object(world: StoreWorld, address: ContentAddress): Promise<ContentRow> {
  const content = await register(world, address)
  await confirm(world, content)
  return await world.store.getContent(content.reference)
}

/** Doubts content. */
export async function doubt(world: StoreWorld, content: ContentRow): Promise<void> {
  const { reference, generation } = content
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'suspect', content: reference, generation })
  await world.commit(draft)
}

/** A batch that condemns content. */
export function condemning(
  world: StoreWorld,
  content: Pick<ContentRow, 'reference' | 'generation'>,
) {
  const { reference, generation } = content
  const draft = world.draft()
  draft.add({ kind: 'content', action: 'condemn', content: reference, generation })
  return draft
}

/** Condemns content; gives the result of the mutation. */
export async function condemn(
  world: StoreWorld,
  content: Pick<ContentRow, 'reference' | 'generation'>,
): Promise<MutationResult> {
  return resultOf(await world.commit(condemning(world, content)), 0)
}

/** Condemns whatever is on the candidate list; what something needs leaves it. */
export async function sweep(world: StoreWorld): Promise<void> {
  for (const candidate of await candidates(world)) await condemn(world, candidate)
}

/** The candidate list, before a time. */
export async function candidates(
  world: StoreWorld,
  before = NEVER,
  limit = 100,
): Promise<Collectable[]> {
  return await allPages((after) => world.store.collectable({ before, after, limit }))
}

/** References of all candidates. */
export async function candidateReferences(world: StoreWorld): Promise<number[]> {
  return (await candidates(world)).map((row) => row.reference)
}

/** The list of the doomed, before a time. */
export async function doomed(
  world: StoreWorld,
  before = NEVER,
  limit = 100,
): Promise<DoomedObject[]> {
  return await allPages((after) => world.store.doomed({ before, after, limit }))
}

/** All content, in the order in which it was made. */
export async function allContent(store: MetadataStore, limit = 100): Promise<ContentRow[]> {
  return await allPages((after) => store.listContent({ after, limit }))
}
