import { throwIfAborted } from '../kit/index.ts'
import type {
  Batch,
  HistoryRow,
  MetadataStore,
  OperationRow,
  Precondition,
  Sequence,
} from '../spec/index.ts'
import { findHorizon, type Horizon, horizonMutation } from './horizon.ts'
import { newestOfPinned } from './newest-states.ts'
import { Pins } from './pins.ts'
import { HORIZONS } from './reach.ts'

/** Operations of one look-up. */
const OPERATIONS = 500
/** States that one commit looks at. */
const STATES = 500

/** How often others may come between, by making or deleting a snapshot, before it is left to the next time. */
const ATTEMPTS = 20

/** Options of {@link pruneSpace}. */
export interface PruneOptions {
  /** States that ended up to this settled sequence go. */
  readonly upTo: Sequence
  /** False: only counts. */
  readonly apply: boolean
  /** A further condition of each commit; where it is lost, pruning ends. */
  readonly guard?: Precondition | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of the states of each step. Its failure ends the work. */
  readonly onStep?: ((states: number) => Promise<void> | void) | undefined
}

/**
 * Drops the past states of a space that retention lets go and no snapshot holds, step by step, oldest first; gives
 * their number. Each step is one commit with the horizon, so that whoever looks back knows what may be gone. It ends
 * early, with what it did so far, when others come between all the time.
 */
export async function pruneSpace(
  store: MetadataStore,
  space: string,
  options: PruneOptions,
): Promise<number> {
  let horizon = await findHorizon(store, space)
  let count = 0
  let lost = 0
  for (let isFirst = true; horizon.scanned < options.upTo; isFirst = false) {
    const { rows } = await store.changes(space, String(horizon.scanned), OPERATIONS)
    const due = rows.filter(({ sequence }) => sequence <= options.upTo)
    const last = due.at(-1)
    if (last === undefined) break
    if (isFirst && options.apply) {
      const touched = await touchHorizon(store, horizon)
      if (touched === undefined) break
      horizon = touched
    }
    const pruned = await pruneEnded(store, horizon, due, options)
    count += pruned.count
    if (pruned.horizon !== undefined) horizon = { ...pruned.horizon, scanned: last.sequence }
    else if (++lost < ATTEMPTS) horizon = await findHorizon(store, space)
    else break
  }
  return count
}

/**
 * A snapshot that is made from now on holds nothing that ended up to the sequence that pruning was told: its commit
 * fails unless it looked at the horizon later. One that was made before is seen.
 */
async function touchHorizon(store: MetadataStore, horizon: Horizon): Promise<Horizon | undefined> {
  return commitStep(store, horizon, { states: [], scanned: horizon.scanned, guard: undefined })
}

/** Drops what the operations ended. No horizon in the answer: another process was there. */
async function pruneEnded(
  store: MetadataStore,
  before: Horizon,
  operations: readonly OperationRow[],
  { apply, guard, signal, onStep }: PruneOptions,
): Promise<{ readonly count: number; readonly horizon: Horizon | undefined }> {
  let horizon = before
  let count = 0
  for await (const page of endedPages(store, before.space, operations)) {
    throwIfAborted(signal)
    // Looked up after the horizon: a snapshot that comes or goes later makes the commit fail.
    const pins = await Pins.load(store, before.space)
    const unpinned = await pins.unpinned(page.states)
    const kept = await newestOfPinned(store, before.space, unpinned, pins)
    const states = unpinned.filter((state) => !kept.has(state))
    const scanned = page.isLast ? (operations.at(-1)?.sequence ?? 0) : horizon.scanned
    const isIdle = states.length === 0 && !page.isLast
    if (apply && !isIdle) {
      const next = await commitStep(store, horizon, { states, scanned, guard })
      if (next === undefined) return { count, horizon: undefined }
      horizon = next
    }
    count += states.length
    await onStep?.(states.length)
  }
  return { count, horizon }
}

/** Past states that the operations ended, each once, a page at a time. */
async function* endedPages(
  store: MetadataStore,
  space: string,
  operations: readonly OperationRow[],
): AsyncGenerator<{ readonly states: readonly HistoryRow[]; readonly isLast: boolean }> {
  const ids = operations.map(({ id }) => id)
  const sequences = new Set(operations.map(({ sequence }) => sequence))
  // A state that one of the operations made and another one ended is told twice.
  const seen = new Set<string>()
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.effects(space, ids, { after, limit: STATES })
    const states = page.rows.filter(({ id, to }) => {
      const key = `${id} ${to}`
      if (to === undefined || !sequences.has(to) || seen.has(key)) return false
      seen.add(key)
      return true
    })
    after = page.next
    more = after !== undefined
    yield { states, isLast: !more }
  }
}

/** What one commit does. */
interface Step {
  readonly states: readonly HistoryRow[]
  readonly scanned: Sequence
  readonly guard: Precondition | undefined
}

async function commitStep(
  store: MetadataStore,
  horizon: Horizon,
  { states, scanned, guard }: Step,
): Promise<Horizon | undefined> {
  const { space, version } = horizon
  const sequence = Math.max(horizon.sequence, scanned, ...states.map(({ to = 0 }) => to))
  const dropped = states.map(({ id, to = 0 }) => ({ node: id, to }))
  const unmoved = { kind: 'record', collection: HORIZONS, key: space, version } as const
  const batch: Batch = {
    space,
    operations: [],
    preconditions: [unmoved, ...(guard === undefined ? [] : [guard])],
    mutations: [
      { kind: 'prune', states: dropped, imagesUpTo: scanned },
      horizonMutation(horizon, sequence, scanned),
    ],
  }
  if (!(await store.commit(batch)).ok) return undefined
  const next = await findHorizon(store, space)
  // A snapshot was deleted since: what it held comes before what follows here.
  return next.scanned === scanned ? next : undefined
}
