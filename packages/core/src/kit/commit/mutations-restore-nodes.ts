import { NexusError } from '../../errors/index.ts'
import {
  type Id,
  type NodeRestore,
  type NodeRow,
  type RestoreNodesMutation,
  ROOT_ID,
  type Sequence,
  type StructuralProblem,
} from '../../spec/index.ts'
import {
  type Applied,
  type BatchContext,
  noteEffect,
  seeNode,
  sequenceOf,
} from './batch-context.ts'
import { endNode, replaceNode } from './leaving.ts'
import { isRestored, restoredNode } from './restored-node.ts'

/** What restoring does to one node: one of the two is there. */
interface Change {
  /** Absent: the node is not live. */
  readonly before: NodeRow | undefined
  /** Absent: the node ends. */
  readonly after: NodeRow | undefined
}

/** Brings nodes to past states all at once: everything leaves, then everything is put, then the tree is checked. */
export function applyRestoreNodes(context: BatchContext, mutation: RestoreNodesMutation): Applied {
  const operation = sequenceOf(context, mutation)
  checkNamedOnce(mutation)
  const changes: Change[] = []
  for (const restore of mutation.nodes) {
    const change = changeOf(context, restore, operation)
    if (typeof change === 'string') return change
    if (change !== undefined) changes.push(change)
  }
  const problem = carryOut(context, changes, operation) ?? problemOf(context, changes)
  if (problem !== undefined) return problem
  const first = changes[0]?.after ?? changes[0]?.before
  if (first !== undefined) noteEffect(context, mutation, first.id)
  return { count: changes.length }
}

function checkNamedOnce({ nodes }: RestoreNodesMutation): void {
  const named = new Set<Id>()
  for (const { node } of nodes) {
    if (named.has(node))
      throw new NexusError(
        'INVALID_ARGUMENT',
        `A restoreNodes mutation names node ${node} twice.`,
        {
          hint: 'Name each node once, with all its facets.',
        },
      )
    named.add(node)
  }
}

/** `undefined`: the node is already so. */
function changeOf(
  context: BatchContext,
  { node, place, content, attributes }: NodeRestore,
  operation: Sequence,
): Change | StructuralProblem | undefined {
  const { tables, results } = context
  const before = results.length === 0 ? seeNode(context, node) : tables.getNode(node)
  if (place === null) return before && { before, after: undefined }
  if (before === undefined && place === undefined) return 'nodeMissing'
  const stateOf = (from: Sequence | undefined): NodeRow | undefined =>
    from === undefined || from === before?.from ? before : tables.findState(node, from)
  const placed = stateOf(place)
  const filled = content === undefined ? (before ?? placed) : stateOf(content)
  const described = attributes === undefined ? (before ?? placed) : stateOf(attributes)
  if (placed === undefined || filled === undefined || described === undefined) return 'stateMissing'
  if (content !== undefined && placed.type === 'directory') return 'isDirectory'
  const newest = before ?? tables.findLastState(node) ?? placed
  const past = { ...filled, attributes: described.attributes }
  const after = restoredNode(past, newest, { parent: placed.parent, name: placed.name, operation })
  return before !== undefined && isRestored(before, after) ? undefined : { before, after }
}

function carryOut(
  context: BatchContext,
  changes: readonly Change[],
  operation: Sequence,
): StructuralProblem | undefined {
  const { tables } = context
  context.directory = ''
  for (const { before, after } of changes)
    if (before !== undefined && !isAtSamePlace(before, after)) endNode(context, before, operation)
  for (const { before, after } of changes) {
    if (after === undefined) continue
    if (before !== undefined && isAtSamePlace(before, after)) replaceNode(context, before, after)
    else if (tables.findChild(after.parent, after.name) !== undefined) return 'nameTaken'
    else tables.insertNode(after)
  }
  return undefined
}

function isAtSamePlace(before: NodeRow, after: NodeRow | undefined): boolean {
  return before.parent === after?.parent && before.name === after.name
}

/** What is wrong with the tree after the changes; nothing where all stays at its place. */
function problemOf(
  context: BatchContext,
  changes: readonly Change[],
): StructuralProblem | undefined {
  if (changes.every(({ before, after }) => before !== undefined && isAtSamePlace(before, after)))
    return undefined
  const rooted = new Set<Id>([ROOT_ID])
  for (const { after } of changes) {
    const problem = after && wayToRoot(context, after, rooted)
    if (problem !== undefined) return problem
  }
  const leavesChildren = ({ before, after }: Change): boolean =>
    after === undefined && before?.type === 'directory' && context.tables.hasChildren(before.id)
  return changes.some(leavesChildren) ? 'notEmpty' : undefined
}

/** Walks up from a node until a directory that is known to lie below the root; notes those on the way. */
function wayToRoot(
  { tables }: BatchContext,
  node: NodeRow,
  rooted: Set<Id>,
): StructuralProblem | undefined {
  const way = new Set<Id>([node.id])
  for (let id = node.parent; !rooted.has(id); ) {
    if (way.has(id)) return 'cycle'
    way.add(id)
    const above = tables.getNode(id)
    if (above === undefined) return 'parentMissing'
    if (above.type === 'file') return 'notDirectory'
    id = above.parent
  }
  for (const id of way) rooted.add(id)
  return undefined
}
