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
/** Directories that are looked into: where many came and went, what was in the oldest of them is not found. */
const MOST_DIRECTORIES = 1_000

/** A node that has, or had, a path. */
export interface NodeAtPath {
  /** Its state there, the last one when it is there no more. */
  readonly node: NodeRow
  /** The operation that took it away; absent while it is there. */
  readonly left?: Sequence | undefined
}

/** Something at a path, from an operation on up to another, which took it or what it was in away. */
interface Stay extends NodeAtPath {
  readonly since: Sequence
}

/** What is shared by the looks into the directories above a path. */
interface Search {
  readonly store: MetadataStore
  readonly space: string
  /** How many more are looked into. */
  left: number
}

/**
 * Nodes at a path: the one that is there, then those that were there before, whatever directories were above it then;
 * the last one first, each once.
 */
export async function* nodesAtPath(
  store: MetadataStore,
  { space, path }: PastPlace,
): AsyncGenerator<NodeAtPath> {
  const seen = new Set<Id>()
  const search = { store, space, left: MOST_DIRECTORIES }
  for await (const { node, left } of staysAt(search, path.segments)) {
    if (seen.has(node.id)) continue
    seen.add(node.id)
    yield { node, left }
  }
}

/** Each state of a node at a path by itself. */
async function* staysAt(search: Search, names: readonly string[]): AsyncGenerator<Stay> {
  const name = names.at(-1)
  if (name === undefined) return
  for await (const directory of directoriesAt(search, names.slice(0, -1))) {
    if (search.left-- <= 0) return
    yield* staysIn(search, directory, name)
  }
}

/** A directory while it is at a path. */
interface DirectoryStay extends Omit<Stay, 'node'> {
  readonly id: Id
}

/** Directories that are and were at a path; states of one that follow each other are one stay. */
async function* directoriesAt(
  search: Search,
  names: readonly string[],
): AsyncGenerator<DirectoryStay> {
  if (names.length === 0) {
    yield { id: ROOT_ID, since: 0 }
    return
  }
  let open: DirectoryStay | undefined
  for await (const { node, since, left } of staysAt(search, names)) {
    if (node.type === 'file') continue
    const isSame = open?.id === node.id && open.since === left
    if (open !== undefined && !isSame) yield open
    open = { id: node.id, since, left: isSame ? open?.left : left }
  }
  if (open !== undefined) yield open
}

async function* staysIn(
  { store, space }: Search,
  directory: DirectoryStay,
  name: string,
): AsyncGenerator<Stay> {
  const live = (await store.lookup(space, directory.id, name))?.node
  if (live !== undefined && isBefore(live.from, directory.left)) yield stayOf(live, directory)
  for await (const { to, ...node } of placeStates(store, space, directory.id, name)) {
    if (to !== undefined && to <= directory.since) return
    if (isBefore(node.from, directory.left)) yield stayOf(node, directory, to)
  }
}

function isBefore(sequence: Sequence, left: Sequence | undefined): boolean {
  return left === undefined || sequence < left
}

/** A state as long as its directory was there too. */
function stayOf(node: NodeRow, directory: DirectoryStay, to?: Sequence): Stay {
  const since = Math.max(node.from, directory.since)
  return { node, since, left: earlier(directory.left, to) }
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
