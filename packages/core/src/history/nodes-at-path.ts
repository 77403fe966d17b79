import type { VirtualPath } from '../path/index.ts'
import {
  type HistoryRow,
  type Id,
  type MetadataStore,
  type NodeRow,
  ROOT_ID,
  type Sequence,
} from '../spec/index.ts'
import type { PastPlace } from './reach.ts'

/** Rows of a page of a place's history. */
const PAGE = 200

/** A node that has, or had, a path. */
export interface NodeAtPath {
  /** Its state there, the last one when it is there no more. */
  readonly node: NodeRow
  /** The operation that took it away; absent while it is there. */
  readonly left?: Sequence | undefined
}

/** Nodes at a path: the one that is there, then those that were there before, the last one first, each once. */
export async function* nodesAtPath(
  store: MetadataStore,
  { space, path }: PastPlace,
): AsyncGenerator<NodeAtPath> {
  const name = path.segments.at(-1)
  if (name === undefined) return
  const parent = await lastDirectory(store, space, path)
  if (parent === undefined) return
  const live = (await store.lookup(space, parent, name))?.node
  if (live !== undefined) yield { node: live }
  const seen = new Set<Id | undefined>([live?.id])
  for await (const { to, ...node } of placeStates(store, space, parent, name)) {
    if (seen.has(node.id)) continue
    seen.add(node.id)
    yield { node, left: to }
  }
}

/** The directory above a path, or else the last one that was there. */
async function lastDirectory(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
): Promise<Id | undefined> {
  let parent: Id = ROOT_ID
  for (const name of path.segments.slice(0, -1)) {
    const live = (await store.lookup(space, parent, name))?.node
    const found = live?.type === 'directory' ? live : await lastAt(store, space, parent, name)
    if (found === undefined) return undefined
    parent = found.id
  }
  return parent
}

async function lastAt(
  store: MetadataStore,
  space: string,
  parent: Id,
  name: string,
): Promise<NodeRow | undefined> {
  for await (const state of placeStates(store, space, parent, name))
    if (state.type === 'directory') return state
  return undefined
}

async function* placeStates(
  store: MetadataStore,
  space: string,
  parent: Id,
  name: string,
): AsyncGenerator<HistoryRow> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.placeHistory(space, parent, name, { after, limit: PAGE })
    yield* page.rows
    after = page.next
    more = after !== undefined
  }
}
