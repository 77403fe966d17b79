import type { HistoryRow, Id, MetadataStore } from '../spec/index.ts'
import type { Pins } from './pins.ts'

/** Ids of one look-up. */
const CHUNK = 1000

/**
 * Those of the states about to be dropped that are the newest of a file that is gone, while snapshots hold older ones.
 * They have to stay as well: a file that comes back goes on from its newest version number, which must not be given
 * twice. They go when the last of those snapshots does.
 */
export async function newestOfPinned(
  store: MetadataStore,
  space: string,
  dropped: readonly HistoryRow[],
  pins: Pins,
): Promise<ReadonlySet<HistoryRow>> {
  if (pins.isEmpty) return new Set()
  const newest = new Map<Id, HistoryRow>()
  for (const state of dropped) {
    const { id, type, to = 0 } = state
    if (type === 'file' && to > (newest.get(id)?.to ?? 0)) newest.set(id, state)
  }
  const kept = new Set<HistoryRow>()
  for (const id of await goneOf(store, space, [...newest.keys()])) {
    const state = newest.get(id) as HistoryRow
    if (await isNewestOfPinned(store, space, state, pins)) kept.add(state)
  }
  return kept
}

/** Those of the nodes that are not live. */
async function goneOf(
  store: MetadataStore,
  space: string,
  nodes: readonly Id[],
): Promise<readonly Id[]> {
  const gone: Id[] = []
  for (let start = 0; start < nodes.length; start += CHUNK) {
    const ids = nodes.slice(start, start + CHUNK)
    const live = new Set((await store.getNodes(space, ids)).map((row) => row?.id))
    gone.push(...ids.filter((id) => !live.has(id)))
  }
  return gone
}

async function isNewestOfPinned(
  store: MetadataStore,
  space: string,
  { id, to }: HistoryRow,
  pins: Pins,
): Promise<boolean> {
  for (let after: string | undefined, more = true; more; ) {
    const { rows, next } = await store.nodeHistory(space, id, { after, limit: CHUNK })
    if (after === undefined && rows[0]?.to !== to) return false
    if ((await pins.unpinned(rows)).length < rows.length) return true
    after = next
    more = after !== undefined
  }
  return false
}
