import { throwIfAborted } from '../kit/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Collectable, MetadataStore, Mutation, Precondition } from '../spec/index.ts'
import { pagesOf } from './pages.ts'

/** Candidates of one commit. */
const CANDIDATES = 250

/** Options of {@link condemnCandidates}. */
export interface CondemnOptions {
  /** Milliseconds UTC, exclusive: candidates since before then. */
  readonly before: number
  /** A condition of each commit; where it is lost, nothing more is condemned. */
  readonly guard?: Precondition | undefined
  readonly signal?: AbortSignal | undefined
  /** Told after each commit of how many candidates it looked at. Its failure ends the work. */
  readonly onStep?: ((looked: number) => Promise<void> | void) | undefined
}

/** An amount of content that was condemned, and whether some was made of other content, which may be free now. */
interface Condemned extends ContentAmount {
  readonly hasParts: boolean
}

/** An amount of content. */
export interface ContentAmount {
  readonly contents: number
  readonly bytes: number
}

const NOTHING: ContentAmount = { contents: 0, bytes: 0 }

/**
 * Condemns the candidates that nothing needs; those that something needs leave the list. Costs what the list holds.
 * What a condemned chain was made of is looked at too.
 */
export async function condemnCandidates(
  store: MetadataStore,
  options: CondemnOptions,
): Promise<ContentAmount> {
  let all = NOTHING
  for (;;) {
    const round = await condemnOnce(store, options)
    all = sum(all, round)
    if (!round.hasParts) return all
  }
}

async function condemnOnce(
  store: MetadataStore,
  { before, guard, signal, onStep }: CondemnOptions,
): Promise<Condemned> {
  let round: Condemned = { ...NOTHING, hasParts: false }
  const list = (after: string | undefined) =>
    store.collectable({ before, after, limit: CANDIDATES })
  for await (const candidates of pagesOf(list)) {
    throwIfAborted(signal)
    const { hasParts, ...amount } = await condemn(store, candidates, guard)
    round = { ...sum(round, amount), hasParts: round.hasParts || hasParts }
    await onStep?.(candidates.length)
  }
  return round
}

async function condemn(
  store: MetadataStore,
  candidates: readonly Collectable[],
  guard: Precondition | undefined,
): Promise<Condemned> {
  if (candidates.length === 0) return { ...NOTHING, hasParts: false }
  const mutations = candidates.map(
    ({ reference, generation }): Mutation => ({
      kind: 'content',
      action: 'condemn',
      content: reference,
      generation,
    }),
  )
  const preconditions = guard === undefined ? [] : [guard]
  const result = await store.commit({
    space: DEFAULT_SPACE,
    operations: [],
    preconditions,
    mutations,
  })
  if (!result.ok) return { ...NOTHING, hasParts: false }
  // What lies elsewhere stays there: nothing is freed by it.
  const gone = candidates.filter((_, index) => {
    const { created, content } = result.mutations[index] ?? {}
    return created === true && content?.locator === undefined
  })
  return {
    contents: gone.length,
    bytes: gone.reduce((bytes, { size }) => bytes + size, 0),
    hasParts: result.mutations.some(
      ({ created, content }) => created === true && content?.parts !== undefined,
    ),
  }
}

/** Candidates that no live file uses: what collecting takes at most, as far as it is listed yet. */
export async function unusedCandidates(
  store: MetadataStore,
  spaces: readonly string[],
  { before, signal }: CondemnOptions,
): Promise<ContentAmount> {
  let found: ContentAmount = NOTHING
  const list = (after: string | undefined) =>
    store.collectable({ before, after, limit: CANDIDATES })
  for await (const candidates of pagesOf(list))
    for (const { reference, size } of candidates) {
      throwIfAborted(signal)
      if (!(await isUsed(store, spaces, reference)))
        found = sum(found, { contents: 1, bytes: size })
    }
  return found
}

async function isUsed(
  store: MetadataStore,
  spaces: readonly string[],
  reference: number,
): Promise<boolean> {
  for (const space of spaces) if ((await store.countUses(space, reference)) > 0) return true
  return false
}

function sum(left: ContentAmount, right: ContentAmount): ContentAmount {
  return { contents: left.contents + right.contents, bytes: left.bytes + right.bytes }
}
