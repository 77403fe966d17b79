import { cell } from './change.ts'
import { effectsOf, type ModelOperation } from './operation.ts'
import { childrenOf, isLive, type ModelNode, type ModelTree, ROOT } from './tree.ts'

/** Why an operation is left as it is. */
export type SkipReason = 'conflict' | 'alreadyUndone' | 'notUndoable'

/** The mark of an operation that the undo in question puts there. */
export const ITSELF = Symbol('the undo itself')

/** The marks that operations get: whose undo took them back. */
export type MarksToBe = ReadonlyMap<ModelOperation, ModelOperation | typeof ITSELF | undefined>

/** What undoing would do. */
export interface ModelUndo {
  readonly undone: readonly ModelOperation[]
  readonly skipped: readonly { readonly operation: ModelOperation; readonly reason: SkipReason }[]
  readonly tree: ModelTree
  /** Directories that what is done again had made on the way: undone in turn, they stay where others use them, as then. */
  readonly way: readonly number[]
  readonly marks: MarksToBe
}

/** What a node has before it is made: undoing that takes all its facets back. */
const UNMADE: Pick<ModelNode, 'place' | 'content' | 'attributes'> = {
  place: cell(null),
  content: cell({ text: '', type: undefined, modifiedAt: undefined }),
  attributes: cell({ metadata: {}, tags: {} }),
}

const FACETS = ['place', 'content', 'attributes'] as const

/** Undo while operations are taken back. */
interface Undoing {
  tree: ModelTree
  /** Whether the tree must hold together after each operation. */
  readonly isCareful: boolean
  readonly marks: Map<ModelOperation, ModelOperation | typeof ITSELF | undefined>
}

/**
 * Takes operations back, newest first. Each facet that an operation changed goes back to the very cell that it had
 * before; that is possible while it has the very cell that the operation gave it. So a later change that stays is in
 * the way, one that was taken back is not, and neither is a change of another facet. It is one change: only the tree
 * that comes out has to hold together. Where it does not, operations that would break it are conflicts.
 */
export function planUndo(present: ModelTree, operations: readonly ModelOperation[]): ModelUndo {
  const undo = takeAllBack(present, operations, false)
  return holdsTogether(undo.tree) ? undo : takeAllBack(present, operations, true)
}

function takeAllBack(
  present: ModelTree,
  operations: readonly ModelOperation[],
  isCareful: boolean,
): ModelUndo {
  const undoing: Undoing = { tree: present, marks: new Map(), isCareful }
  const undone: ModelOperation[] = []
  const skipped: { operation: ModelOperation; reason: SkipReason }[] = []
  for (const operation of operations) {
    const reason = takeBack(undoing, operation)
    if (reason !== undefined) skipped.push({ operation, reason })
    else {
      undone.push(operation)
      for (const { operation: marked, before } of operation.marks) undoing.marks.set(marked, before)
      undoing.marks.set(operation, ITSELF)
    }
  }
  const tree = numbered(present, undoing.tree)
  return { undone, skipped, way: wayOf(undone), marks: undoing.marks, tree }
}

function wayOf(undone: readonly ModelOperation[]): readonly number[] {
  const redone = undone.filter(({ type }) => type === 'undo').flatMap(({ undid }) => undid)
  return redone.flatMap(({ way }) => [...way])
}

function takeBack(undoing: Undoing, operation: ModelOperation): SkipReason | undefined {
  const { marks } = undoing
  const markOf = (marked: ModelOperation) =>
    marks.has(marked) ? marks.get(marked) : marked.undoneBy
  if (markOf(operation) !== undefined) return 'alreadyUndone'
  const effects = effectsOf(operation)
  if (effects.length === 0 && operation.marks.length === 0) return 'notUndoable'
  if (operation.marks.some((mark) => markOf(mark.operation) !== mark.after)) return 'conflict'
  const tree = new Map(undoing.tree)
  const onWay: ModelNode[] = []
  for (const { before, after } of effects) {
    const node = tree.get(after.key) as ModelNode
    if (operation.way.has(after.key) && isLive(after) && !isLive(before)) {
      onWay.push(node)
      continue
    }
    const back = facetsBack(node, { before, after })
    if (back === undefined) return 'conflict'
    tree.set(after.key, back)
  }
  endUnused(tree, onWay, operation, undoing.isCareful)
  if (undoing.isCareful && !holdsTogether(tree)) return 'conflict'
  undoing.tree = tree
  return undefined
}

/** `undefined` when a later change stands in the way. */
function facetsBack(
  node: ModelNode,
  {
    before = UNMADE,
    after,
  }: { readonly before?: typeof UNMADE | undefined; readonly after: ModelNode },
): ModelNode | undefined {
  if (FACETS.every((facet) => before[facet] === after[facet])) return node
  const isAsLeft = FACETS.every(
    (facet) => before[facet] === after[facet] || node[facet] === after[facet],
  )
  if (!isAsLeft || isLive(node) !== isLive(after)) return undefined
  return {
    ...node,
    place: before.place === after.place ? node.place : before.place,
    content: before.content === after.content ? node.content : before.content,
    attributes: before.attributes === after.attributes ? node.attributes : before.attributes,
  }
}

/** Directories that were made on the way end when nothing is in them any more, the deepest first. */
function endUnused(
  tree: Map<number, ModelNode>,
  onWay: readonly ModelNode[],
  { before, after }: ModelOperation,
  isCareful: boolean,
): void {
  for (const node of onWay.toReversed()) {
    const made = after.get(node.key)
    const unmade = facetsOf(before.get(node.key) ?? UNMADE)
    const isAsMade = FACETS.every((facet) => node[facet] === made?.[facet])
    if (isAsMade && !(isCareful && childrenOf(tree, node.key).length > 0))
      tree.set(node.key, { ...node, ...unmade })
  }
}

function facetsOf({ place, content, attributes }: typeof UNMADE): typeof UNMADE {
  return { place, content, attributes }
}

/** Every node that is there is in a directory that is there, alone with its name, and below the root. */
function holdsTogether(tree: ModelTree): boolean {
  const names = new Set<string>()
  for (const node of tree.values()) {
    const place = node.place.value
    if (place === null) continue
    const id = `${place.parent}/${place.name}`
    if (names.has(id) || !reachesRoot(tree, node)) return false
    names.add(id)
  }
  return true
}

function reachesRoot(tree: ModelTree, node: ModelNode): boolean {
  const seen = new Set<number>()
  for (let key = node.place.value?.parent; key !== ROOT; ) {
    const above = key === undefined ? undefined : tree.get(key)
    if (!isLive(above) || above.type === 'file' || seen.has(above.key)) return false
    seen.add(above.key)
    key = above.place.value?.parent
  }
  return true
}

/** Content that is not that of the newest version is the next version, once for all that was taken back. */
function numbered(present: ModelTree, tree: ModelTree): ModelTree {
  const result = new Map<number, ModelNode>()
  for (const [key, node] of tree) {
    const { version, newest } = present.get(key) ?? node
    const { text } = node.content.value
    const isNext = node.type === 'file' && isLive(node) && text !== newest
    const next = isNext ? { version: version + 1, newest: text } : { version, newest }
    const isChanged = node !== present.get(key)
    result.set(key, isChanged ? { ...node, ...next } : node)
  }
  return result
}
