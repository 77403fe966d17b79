import { isTooLong, pathOf } from '../path/index.ts'
import {
  type HistoryRow,
  type Id,
  type MetadataStore,
  type OperationRow,
  ROOT_ID,
  type Sequence,
} from '../spec/index.ts'
import type { PlannedNode } from './plan-node.ts'
import type { PlannedTree } from './plan-tree.ts'
import type { Deed } from './undo-deeds.ts'

/** Rows of one answer. */
const PAGE = 1000
/** Things in the way that are named. */
const NAMED = 10

/** Operations that may give what is there already another path. */
const MOVE: ReadonlySet<OperationRow['type']> = new Set(['rename', 'undo', 'restore'])

/** What the look at a tree needs. */
export interface StructureContext {
  readonly store: MetadataStore
  readonly space: string
  readonly tree: PlannedTree
  readonly nodes: ReadonlyMap<Id, PlannedNode>
  /** Operations that were taken back already. */
  readonly isTakenBack: (operation: Id) => boolean
  /** Whether the operation in question made a directory on the way to something else. */
  readonly isOnTheWay: (directory: Id) => Promise<boolean>
}

/** What stands in the way. */
export interface Obstacles {
  readonly operations: readonly OperationRow[]
  /** A path that would come out, though no path may be so long. */
  readonly tooLong?: string | undefined
}

/**
 * Sees to it that the tree holds together once an operation was taken back in it: places are free, directories above
 * are there, directories that end are empty, paths are no longer than they may be. Directories that it made on the way
 * stay where others have something in them. `undefined` when nothing stands in the way.
 */
export async function findObstacles(
  context: StructureContext,
  deed: Deed,
): Promise<Obstacles | undefined> {
  const obstacles: OperationRow[] = []
  let isBlocked = false
  let tooLong: string | undefined
  const made = new Map(deed.effects.flatMap(({ node, after }) => (after ? [[node, after]] : [])))
  const note = (found: Obstacles | undefined): void => {
    if (found === undefined) return
    isBlocked = true
    tooLong ??= found.tooLong
    obstacles.push(...found.operations)
  }
  const { ended = [], placed = [] } = Object.groupBy(
    changedNodes(context, deed, made),
    ({ facets }) => (facets.place === null ? 'ended' : 'placed'),
  )
  // First: what is placed may lie in a directory that turns out to stay.
  for (const node of ended) note(await findWhatIsIn(context, node, made.get(node.id)))
  const ids = new Set(placed.map(({ id }) => id))
  for (const node of placed) note(await findWhatKeepsOut(context, deed, node, ids))
  return isBlocked ? { operations: obstacles, tooLong } : undefined
}

/** Nodes that an operation put somewhere or ended; of those it made, the deepest first. */
function changedNodes(
  { nodes }: StructureContext,
  { effects }: Deed,
  made: ReadonlyMap<Id, HistoryRow>,
): readonly PlannedNode[] {
  const depth = (id: Id): number => {
    const row = made.get(id)
    return row === undefined ? 0 : 1 + depth(row.parent)
  }
  return effects
    .flatMap(({ node }) => nodes.get(node) ?? [])
    .map((node) => ({ node, depth: depth(node.id) }))
    .sort((a, b) => b.depth - a.depth)
    .map(({ node }) => node)
}

/** @param made - the state in which the directory stays when something is in it, if it may. */
async function findWhatIsIn(
  context: StructureContext,
  node: PlannedNode,
  made: HistoryRow | undefined,
): Promise<Obstacles | undefined> {
  if (node.type === 'file') return undefined
  const children = await context.tree.childrenOf(node.id, NAMED)
  if (children.length === 0) return undefined
  if (made === undefined || !(await context.isOnTheWay(node.id)))
    return { operations: await namesIn(context, node.id, children) }
  node.facets = { ...node.facets, place: made }
  context.tree.take(node)
  return undefined
}

/** Operations that put things into a directory; where one of those was taken back itself, what is in there. */
async function namesIn(
  context: StructureContext,
  directory: Id,
  children: readonly Id[],
): Promise<OperationRow[]> {
  const found: OperationRow[] = []
  for (const child of children) {
    const put = await findPlacing(context, child, (row) => row.parent === directory)
    if (put !== undefined && !context.isTakenBack(put.id)) found.push(put)
    else {
      const below = await context.tree.childrenOf(child, NAMED)
      found.push(...(await namesIn(context, child, below)))
    }
  }
  return found.slice(0, NAMED)
}

/** @param placed - what is placed with it: as in a move, only paths of what is topmost are held to their limits. */
async function findWhatKeepsOut(
  context: StructureContext,
  { operation }: Deed,
  node: PlannedNode,
  placed: ReadonlySet<Id>,
): Promise<Obstacles | undefined> {
  const { tree } = context
  const { parent, name } = node.facets.place as HistoryRow
  const there = await tree.findOther(node)
  if (there !== undefined) {
    const isThere = (row: HistoryRow) => row.parent === parent && row.name === name
    const put = await findPlacing(context, there, isThere)
    return { operations: put === undefined ? [] : [put] }
  }
  const { way, ends, names } = await tree.waysUp(node)
  const path = pathOf(names)
  const { present } = node
  const stays = present?.parent === parent && present.name === name
  if (ends === ROOT_ID && (stays || placed.has(parent) || !isTooLong(path))) return undefined
  const asked = ends === ROOT_ID ? way : [ends, ...way]
  const rows = await laterOperations(context, asked, operation.sequence)
  const operations = rows.filter(({ id }) => !context.isTakenBack(id))
  if (ends !== ROOT_ID) return { operations }
  return { operations: operations.filter(({ type }) => MOVE.has(type)), tooLong: path.text }
}

async function laterOperations(
  { store, space }: StructureContext,
  nodes: readonly Id[],
  since: Sequence,
): Promise<readonly OperationRow[]> {
  if (nodes.length === 0) return []
  const page = await store.operations(space, { nodes: nodes.slice(0, 100), limit: NAMED })
  return page.rows.filter(({ sequence }) => sequence > since)
}

/** The operation that put a node where it is, or was last so. */
async function findPlacing(
  { store, space }: StructureContext,
  node: Id,
  isThere: (row: HistoryRow) => boolean,
): Promise<OperationRow | undefined> {
  const from = await findSince(store, space, node, isThere)
  if (from === undefined) return undefined
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.operations(space, { nodes: [node], after, limit: PAGE })
    const row = page.rows.find(({ sequence }) => sequence <= from)
    if (row !== undefined) return row.sequence === from ? row : undefined
    after = page.next
    more = after !== undefined
  }
  return undefined
}

/** Since when a node is at a place, or was the last time. */
async function findSince(
  store: MetadataStore,
  space: string,
  node: Id,
  isThere: (row: HistoryRow) => boolean,
): Promise<Sequence | undefined> {
  let since: Sequence | undefined
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.nodeHistory(space, node, { after, limit: PAGE })
    for (const row of page.rows) {
      if (isThere(row)) since = row.from
      else if (since !== undefined) return since
    }
    after = page.next
    more = after !== undefined
  }
  return since
}
