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
  const directory = await lastDirectory(store, space, path)
  if (directory === undefined) return
  yield* nodesIn(store, space, directory, name)
}

/** A directory that is, or was, on the way to a path. */
interface Way {
  readonly id: Id
  /** The operation that took it, or a directory above it, away: what came into it later never was at the path. */
  readonly left?: Sequence | undefined
}

/** The directory above a path, or else the last one that was there. */
async function lastDirectory(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
): Promise<Way | undefined> {
  let way: Way = { id: ROOT_ID }
  for (const name of path.segments.slice(0, -1)) {
    const found = await lastDirectoryIn(store, space, way, name)
    if (found === undefined) return undefined
    way = { id: found.node.id, left: found.left }
  }
  return way
}

async function lastDirectoryIn(
  store: MetadataStore,
  space: string,
  way: Way,
  name: string,
): Promise<NodeAtPath | undefined> {
  for await (const found of nodesIn(store, space, way, name))
    if (found.node.type === 'directory') return found
  return undefined
}

async function* nodesIn(
  store: MetadataStore,
  space: string,
  { id: parent, left }: Way,
  name: string,
): AsyncGenerator<NodeAtPath> {
  const wasThere = ({ from }: NodeRow): boolean => left === undefined || from < left
  const live = (await store.lookup(space, parent, name))?.node
  const seen = new Set<Id>()
  if (live !== undefined && wasThere(live)) {
    seen.add(live.id)
    yield { node: live, left }
  }
  for await (const { to, ...node } of placeStates(store, space, parent, name)) {
    if (seen.has(node.id) || !wasThere(node)) continue
    seen.add(node.id)
    yield { node, left: earlier(left, to) }
  }
}

function earlier(a: Sequence | undefined, b: Sequence | undefined): Sequence | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
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
