import type { HistoryRow, Id, MetadataStore, OperationRow, Sequence } from '../spec/index.ts'
import { changedFacets } from './facets.ts'
import type { StandingChange } from './plan-node.ts'

/** Rows of one answer. */
const PAGE = 1000
/** Nodes of one question for operations. */
const NODES = 100

/** A node whose later changes are wanted. */
export interface Inquiry {
  readonly node: Id
  /** Changes after this operation are wanted. */
  readonly since: Sequence
}

/** What happened to a node after an operation. */
export interface Aftermath {
  /** As it is now; absent when it is not live. */
  readonly present: HistoryRow | undefined
  /** As it is now, or was last. */
  readonly newest: HistoryRow
  /** Newest first. */
  readonly changes: readonly StandingChange[]
}

/**
 * What happened to nodes after an operation, by others than those of `own`. Asks for each node, so only for those that
 * were changed by others.
 */
export async function loadAftermaths(
  store: MetadataStore,
  space: string,
  inquiries: readonly Inquiry[],
  own: ReadonlySet<Sequence>,
): Promise<ReadonlyMap<Id, Aftermath>> {
  const operations = await operationsOn(store, space, inquiries)
  const found = new Map<Id, Aftermath>()
  for (const { node, since } of inquiries) {
    const states = await statesSince(store, space, node, since)
    const [newest] = states
    if (newest === undefined) continue
    const changes = transitions(states).flatMap(({ sequence, before, after }) => {
      const operation = operations.get(sequence)
      return operation === undefined || sequence <= since || own.has(sequence)
        ? []
        : [{ operation, facets: changedFacets(before, after) }]
    })
    found.set(node, { present: newest.to === undefined ? newest : undefined, newest, changes })
  }
  return found
}

/** Operations that changed nodes, by sequence. */
async function operationsOn(
  store: MetadataStore,
  space: string,
  inquiries: readonly Inquiry[],
): Promise<Map<Sequence, OperationRow>> {
  const found = new Map<Sequence, OperationRow>()
  for (let start = 0; start < inquiries.length; start += NODES) {
    const asked = inquiries.slice(start, start + NODES)
    const since = Math.min(...asked.map((inquiry) => inquiry.since))
    const nodes = asked.map(({ node }) => node)
    for (let after: string | undefined, more = true; more; ) {
      const page = await store.operations(space, { nodes, after, limit: PAGE })
      for (const row of page.rows) if (row.sequence > since) found.set(row.sequence, row)
      after = page.next
      more = after !== undefined && (page.rows.at(-1)?.sequence ?? 0) > since
    }
  }
  return found
}

/** States of a node, newest first, down to the one that an operation found. */
async function statesSince(
  store: MetadataStore,
  space: string,
  node: Id,
  since: Sequence,
): Promise<HistoryRow[]> {
  const states: HistoryRow[] = []
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.nodeHistory(space, node, { after, limit: PAGE })
    states.push(...page.rows)
    after = page.next
    more = after !== undefined && (states.at(-1)?.from ?? 0) > since
  }
  return states
}

/** The changes between states, newest first. */
function transitions(states: readonly HistoryRow[]) {
  return states.flatMap((state, index) => {
    const next = states[index - 1]
    const previous = states[index + 1]
    const before = previous?.to === state.from ? previous : undefined
    const made = { sequence: state.from, before, after: state }
    if (state.to === undefined || next?.from === state.to) return [made]
    return [{ sequence: state.to, before: state, after: undefined }, made]
  })
}
