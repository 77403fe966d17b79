import { throwIfAborted } from '../kit/index.ts'
import type { Id, MetadataStore, OperationRow, Sequence } from '../spec/index.ts'
import { changedFacets, type Facet } from './facets.ts'
import { type Inquiry, loadAftermaths } from './plan-later.ts'
import { PlannedNode, type StandingChange } from './plan-node.ts'
import { PlannedRecords } from './plan-records.ts'
import { findObstacles, type Obstacles, type StructureContext } from './plan-structure.ts'
import { PlannedTree } from './plan-tree.ts'
import { findDirectoriesOnTheWay } from './plan-way.ts'
import { horizonOf } from './reach.ts'
import { type Deed, type Effect, loadDeeds } from './undo-deeds.ts'

/** Why an operation is left as it is. */
export type SkipReason = 'conflict' | 'alreadyUndone' | 'notUndoable' | 'expired' | 'changedOutside'

/** An operation that is left as it is. */
export interface Skip {
  readonly operation: OperationRow
  readonly reason: SkipReason
  /** Later operations that stand in the way, newest first. */
  readonly conflicts?: readonly Id[] | undefined
  /** Those are in the way because of a path that would come out, though no path may be so long. */
  readonly tooLong?: string | undefined
}

/** What is to be taken back. */
export interface UndoQuestion {
  readonly store: MetadataStore
  readonly space: string
  /** Newest first. */
  readonly operations: readonly OperationRow[]
  /** The id of the undo. */
  readonly by: Id
  /**
   * Looks for what stands in the way in the tree, place by place. Without it the commit finds out that something does,
   * though not what: most of the time nothing does.
   */
  readonly careful: boolean
  /** Directories that stay where an operation made them on the way to something else. */
  readonly pinned: ReadonlySet<Id>
  /** Called with each operation that is left as it is; it may throw. */
  readonly onSkip: (skip: Skip) => void
  readonly signal?: AbortSignal | undefined
}

/** How operations are taken back. */
export interface UndoPlan {
  /** Newest first. */
  readonly undone: readonly OperationRow[]
  readonly skipped: readonly Skip[]
  /** All nodes that were looked at. */
  readonly nodes: ReadonlyMap<Id, PlannedNode>
  /** Of those, the ones that the undone operations changed. */
  readonly touched: readonly PlannedNode[]
  /** Of each undone operation the nodes that it changed, by its id. */
  readonly changedBy: ReadonlyMap<Id, readonly PlannedNode[]>
  readonly records: PlannedRecords
}

/** What is shared while operations are gone through. */
interface Planning {
  readonly question: UndoQuestion
  readonly nodes: ReadonlyMap<Id, PlannedNode>
  readonly records: PlannedRecords
  readonly horizon: Sequence
  readonly tree: PlannedTree | undefined
  readonly undone: OperationRow[]
  readonly skipped: Skip[]
}

/**
 * Plans to take operations back, newest first: each facet that one changed goes back to what it was before, unless a
 * later operation that stays changed it too. Asks little while nothing was changed since: for the operations, not for
 * each node.
 */
export async function planUndo(question: UndoQuestion): Promise<UndoPlan> {
  const { store, space, operations, careful, signal } = question
  const records = new PlannedRecords()
  const ids = operations.map(({ id }) => id)
  const [deeds] = await Promise.all([
    loadDeeds(store, space, operations),
    records.loadMarks(store, ids),
  ])
  await records.loadImaged(
    store,
    deeds.flatMap(({ images }) => images),
  )
  const nodes = await loadNodes(question, deeds, records)
  // Asked last: states that were there then had not been pruned.
  const horizon = await horizonOf(store, space)
  const tree = careful ? new PlannedTree(store, space, nodes) : undefined
  const planning = { question, nodes, records, horizon, tree, undone: [], skipped: [] }
  const touched = new Set<PlannedNode>()
  const changedBy = new Map<Id, readonly PlannedNode[]>()
  for (const deed of deeds) {
    throwIfAborted(signal)
    const changed = await takeBack(planning, deed)
    changedBy.set(deed.operation.id, changed)
    for (const node of changed) touched.add(node)
  }
  const { undone, skipped } = planning
  return { undone, skipped, nodes, touched: [...touched], changedBy, records }
}

/** The nodes of deeds as they are now, with what others did to them since. */
async function loadNodes(
  { store, space }: UndoQuestion,
  deeds: readonly Deed[],
  records: PlannedRecords,
): Promise<ReadonlyMap<Id, PlannedNode>> {
  const own = new Set(deeds.map(({ operation }) => operation.sequence))
  const nodes = new Map<Id, PlannedNode>()
  const inquiries: Inquiry[] = []
  const ended: { readonly node: Id; readonly since: Sequence; readonly last: Effect }[] = []
  for (const [node, effects] of effectsByNode(deeds)) {
    const [newest, oldest] = [effects[0], effects.at(-1)]
    if (newest === undefined || oldest === undefined) continue
    const since = oldest.operation.sequence
    const { after } = newest.effect
    if (!isChain(effects.map(({ effect }) => effect))) inquiries.push({ node, since })
    else if (after === undefined) ended.push({ node, since, last: newest.effect })
    else if (after.to !== undefined) inquiries.push({ node, since })
    else nodes.set(node, new PlannedNode(after, after, []))
  }
  const live = await liveNodes(store, space, ended)
  for (const { node, since, last } of ended)
    if (live.has(node) || last.before === undefined) inquiries.push({ node, since })
    else nodes.set(node, new PlannedNode(undefined, last.before, []))
  for (const [node, aftermath] of await loadAftermaths(store, space, inquiries, own)) {
    nodes.set(node, new PlannedNode(aftermath.present, aftermath.newest, aftermath.changes))
  }
  const standing = [...nodes.values()].flatMap((node) => node.standing)
  await records.loadMarks(
    store,
    standing.map(({ operation }) => operation.id),
  )
  return nodes
}

function effectsByNode(deeds: readonly Deed[]) {
  const found = new Map<Id, { readonly operation: OperationRow; readonly effect: Effect }[]>()
  for (const { operation, effects } of deeds) {
    for (const effect of effects) {
      const known = found.get(effect.node)
      if (known === undefined) found.set(effect.node, [{ operation, effect }])
      else known.push({ operation, effect })
    }
  }
  return found
}

/** Whether each state that was ended is the one that the effect before made: nobody else came between. Newest first. */
function isChain(effects: readonly Effect[]): boolean {
  return effects.every(({ before }, index) => {
    const earlier = effects[index + 1]
    if (earlier === undefined) return true
    return before !== undefined && before.from === earlier.after?.from
  })
}

async function liveNodes(
  store: MetadataStore,
  space: string,
  nodes: readonly { readonly node: Id }[],
): Promise<ReadonlySet<Id>> {
  const live = new Set<Id>()
  for (let start = 0; start < nodes.length; start += 1000) {
    const ids = nodes.slice(start, start + 1000).map(({ node }) => node)
    for (const row of await store.getNodes(space, ids)) if (row !== undefined) live.add(row.id)
  }
  return live
}

/** Takes one operation back, or leaves it. Gives the nodes that it changed where it was taken back. */
async function takeBack(planning: Planning, deed: Deed): Promise<readonly PlannedNode[]> {
  const { question, records, undone, skipped } = planning
  const skip = findReason(planning, deed) ?? (await findConflict(planning, deed))
  if (skip !== undefined) {
    for (const { node, ...effect } of deed.effects)
      planning.nodes.get(node)?.keep({
        operation: deed.operation,
        facets: changedFacets(effect.before, effect.after),
      })
    question.onSkip(skip)
    skipped.push(skip)
    return []
  }
  records.takeBack(deed.operation.id, deed.images, question.by)
  undone.push(deed.operation)
  return deed.effects.flatMap(({ node }) => planning.nodes.get(node) ?? [])
}

/** Why an operation is not taken back, whatever happened since. */
function findReason(
  { records, horizon }: Planning,
  { operation, effects, images }: Deed,
): Skip | undefined {
  if (records.undoneBy(operation.id) !== undefined) return { operation, reason: 'alreadyUndone' }
  if (operation.sequence <= horizon) return { operation, reason: 'expired' }
  const isNothing = effects.length === 0 && images.length === 0
  if (isNothing || !isUndoable(operation)) return { operation, reason: 'notUndoable' }
  return undefined
}

/** What others did to a mapped tree is not ours to take back; where nothing is kept of it, what we did neither. */
export function isUndoable({ type, details }: OperationRow): boolean {
  return type !== 'observe' && details?.history !== 'none'
}

/** Applies what takes an operation back to the planned nodes; where something stands in the way, they stay. */
async function findConflict(planning: Planning, deed: Deed): Promise<Skip | undefined> {
  const { question, nodes, records, tree } = planning
  const { operation, effects, images } = deed
  let onTheWay: Promise<ReadonlySet<Id>> | undefined
  const isOnTheWay = async (node: Id): Promise<boolean> => {
    onTheWay ??= findDirectoriesOnTheWay(question.store, question.space, deed)
    return (await onTheWay).has(node)
  }
  const before = new Map<PlannedNode, PlannedNode['facets']>()
  const changed = records.changesSince(operation, images)
  const conflicts = new Set<OperationRow>(await loadChanging(question, changed))
  let isBlocked = changed.length > 0
  for (const effect of effects) {
    const node = nodes.get(effect.node)
    if (node === undefined) continue
    const facets = changedFacets(effect.before, effect.after)
    if (facets.length === 0) continue
    const later = findLater(planning, node, effect, facets, operation)
    const mayStay = later !== undefined || question.pinned.has(node.id)
    if (mayStay && (await isOnTheWay(node.id))) continue
    if (later !== undefined) {
      isBlocked = true
      for (const row of later) conflicts.add(row)
      continue
    }
    before.set(node, node.facets)
    tree?.leave(node)
    node.facets = node.without(effect, facets)
  }
  let obstacles: Obstacles | undefined
  if (tree !== undefined) {
    for (const node of before.keys()) tree.take(node)
    const context = { ...structureOf(planning, tree), isOnTheWay }
    if (!isBlocked) obstacles = await findObstacles(context, deed)
    for (const row of obstacles?.operations ?? []) conflicts.add(row)
  }
  if (!isBlocked && obstacles === undefined) return undefined
  for (const node of before.keys()) tree?.leave(node)
  for (const [node, facets] of before) {
    node.facets = facets
    tree?.take(node)
  }
  const tooLong = obstacles?.tooLong
  return { operation, reason: 'conflict', conflicts: newestFirst(conflicts), tooLong }
}

/** The operations of a space that have these numbers. */
async function loadChanging(
  { store, space }: UndoQuestion,
  sequences: readonly Sequence[],
): Promise<readonly OperationRow[]> {
  const found: OperationRow[] = []
  for (const sequence of new Set(sequences)) {
    const page = await store.operations(space, { after: String(sequence + 1), limit: 1 })
    found.push(...page.rows.filter((row) => row.sequence === sequence))
  }
  return found
}

function structureOf(
  { question, nodes, records }: Planning,
  tree: PlannedTree,
): Omit<StructureContext, 'isOnTheWay'> {
  const { store, space } = question
  return { store, space, tree, nodes, isTakenBack: (id) => records.undoneBy(id) !== undefined }
}

/**
 * Later operations that changed the same facets of a node and stay; `undefined` when there are none. One that was undone
 * does not count, nor does the undo that did it.
 */
function findLater(
  { records }: Planning,
  node: PlannedNode,
  effect: Effect,
  facets: readonly Facet[],
  { sequence }: OperationRow,
): readonly OperationRow[] | undefined {
  if (node.standing.length === 0) return node.isAsLeftBy(effect, facets) ? undefined : []
  const later = node.standing.filter(
    (change) =>
      change.operation.sequence > sequence && change.facets.some((facet) => facets.includes(facet)),
  )
  const ids = new Set(later.map(({ operation }) => operation.id))
  const counting = later.filter(
    (change) => records.undoneBy(change.operation.id) === undefined && !isUndoOf(change, ids),
  )
  if (counting.length > 0) return counting.map(({ operation }) => operation)
  return node.isAsLeftBy(effect, facets) ? undefined : later.map(({ operation }) => operation)
}

/** Whether a change took back one of these operations. */
function isUndoOf({ operation: { type, details } }: StandingChange, ids: ReadonlySet<Id>): boolean {
  const operations = type === 'undo' ? details?.operations : undefined
  return Array.isArray(operations) && operations.some((id) => ids.has(id as Id))
}

function newestFirst(operations: ReadonlySet<OperationRow>): readonly Id[] {
  const sorted = [...operations].sort((a, b) => b.sequence - a.sequence)
  return [...new Set(sorted.map(({ id }) => id))]
}
