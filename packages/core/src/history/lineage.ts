import type { HistoryRow, Id, MetadataStore, NodeRow } from '../spec/index.ts'

/** Relatives of a file that are looked for at most. */
const MOST = 1000
/** Rows of a page. */
const PAGE = 500

/** A file that content was taken from or given to. */
export interface Relative {
  readonly relation: 'ancestor' | 'descendant'
  /** 1 for what it was copied from or to directly. */
  readonly distance: number
  readonly node: Id
  readonly version: number
  /** The state with that version, where it is kept. */
  readonly state?: NodeRow | undefined
}

/** A node up to one of its versions. */
interface Reach {
  readonly node: Id
  readonly version: number
}

/** Ancestors of a file, the nearest first, then its descendants; each node once, 1,000 at most. */
export async function relativesOf(
  store: MetadataStore,
  space: string,
  file: NodeRow,
): Promise<readonly Relative[]> {
  const start = { node: file.id, version: file.version }
  const seen = new Set([file.id])
  const ancestors = await spread('ancestor', start, seen, (from) => origins(store, space, from))
  const descendants = await spread('descendant', start, seen, ({ node }) =>
    copies(store, space, node),
  )
  return Promise.all(
    [...ancestors, ...descendants].map(async (relative) =>
      relative.state === undefined
        ? { ...relative, state: await stateOf(store, space, relative) }
        : relative,
    ),
  )
}

/** Breadth first, so that a node is met at its shortest distance. */
async function spread(
  relation: Relative['relation'],
  start: Reach,
  seen: Set<Id>,
  next: (from: Reach) => AsyncIterable<Reach & { readonly state?: NodeRow | undefined }>,
): Promise<Relative[]> {
  const found: Relative[] = []
  let edge: readonly Reach[] = [start]
  for (let distance = 1; edge.length > 0; distance++) {
    const further: Reach[] = []
    for (const from of edge) {
      for await (const one of next(from)) {
        if (seen.has(one.node)) continue
        if (found.length === MOST) return found
        seen.add(one.node)
        found.push({ relation, distance, ...one })
        further.push(one)
      }
    }
    edge = further
  }
  return found
}

async function* origins(
  store: MetadataStore,
  space: string,
  { node, version }: Reach,
): AsyncGenerator<Reach> {
  for await (const row of history(store, space, node))
    if (row.version <= version && row.origin !== undefined) yield row.origin
}

/** Of each copy the version that took the content first. */
async function* copies(
  store: MetadataStore,
  space: string,
  node: Id,
): AsyncGenerator<Reach & { readonly state: NodeRow }> {
  let last: NodeRow | undefined
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.copies(space, node, { after, limit: PAGE })
    for (const row of page.rows) {
      if (last !== undefined && last.id !== row.id) yield reachOf(last)
      last = row
    }
    after = page.next
    more = after !== undefined
  }
  if (last !== undefined) yield reachOf(last)
}

function reachOf(state: NodeRow): Reach & { readonly state: NodeRow } {
  return { node: state.id, version: state.version, state }
}

async function stateOf(
  store: MetadataStore,
  space: string,
  { node, version }: Reach,
): Promise<NodeRow | undefined> {
  for await (const row of history(store, space, node)) if (row.version === version) return row
  return undefined
}

async function* history(store: MetadataStore, space: string, node: Id): AsyncGenerator<HistoryRow> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.nodeHistory(space, node, { after, limit: PAGE })
    yield* page.rows
    after = page.next
    more = after !== undefined
  }
}
