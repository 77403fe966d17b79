import {
  type Id,
  type NodeRow,
  type RestoreTreeMutation,
  ROOT_ID,
  type Sequence,
} from '../../spec/index.ts'
import {
  type Applied,
  type BatchContext,
  checkParent,
  liesWithin,
  nodeId,
  noteEffect,
  sequenceOf,
} from './batch-context.ts'
import { copyOfNode } from './copy-of-node.ts'
import { endNode, replaceNode } from './leaving.ts'
import { isRestored, restoredNode } from './restored-node.ts'

/**
 * Makes a place what a node and everything below it was. Of the root only what is below it is brought back, and
 * `parent` and `name` are not regarded.
 */
export function applyRestoreTree(context: BatchContext, mutation: RestoreTreeMutation): Applied {
  const operation = sequenceOf(context, mutation)
  if (mutation.node === ROOT_ID) {
    const count = restoreBelow(context, mutation, { target: ROOT_ID, operation })
    if (count > 0) noteEffect(context, mutation, ROOT_ID)
    return { count }
  }
  const { tables } = context
  const parent = nodeId(context, mutation.parent)
  const problem = checkParent(context, parent)
  if (problem !== undefined) return problem
  const past = tables.findStateAt(mutation.node, mutation.at)
  if (past === undefined) return 'stateMissing'
  const there = tables.findChild(parent, mutation.name)
  const place = { parent, name: mutation.name, operation }
  const { before, node } = topOf(context, mutation, past, place, there)
  const isChanged = before === undefined || !isRestored(before, node)
  const replaced = there?.id === node.id ? undefined : there
  if (replaced !== undefined) endNode(context, replaced, operation)
  if (before === undefined) tables.insertNode(node)
  else if (isChanged) replaceNode(context, before, node)
  const below = restoreBelow(context, mutation, { target: node.id, operation, replaced })
  const isEnded = replaced !== undefined && tables.getNode(replaced.id) === undefined
  const count = Number(isChanged) + Number(isEnded) + below
  if (count > 0) noteEffect(context, mutation, node.id)
  return { node: isChanged ? node : before, count }
}

/** What the node at the place shall be, and what it is now when it is live. */
function topOf(
  context: BatchContext,
  { createdBy }: RestoreTreeMutation,
  past: NodeRow,
  place: { readonly parent: Id; readonly name: string; readonly operation: Sequence },
  there: NodeRow | undefined,
): { readonly before: NodeRow | undefined; readonly node: NodeRow } {
  const { tables, time } = context
  const before = tables.getNode(past.id)
  if (before !== undefined && (there === undefined || !liesWithin(context, past.id, there.id))) {
    const node = copyOfNode(past, { ...place, id: tables.newId(), time, createdBy })
    return { before: undefined, node }
  }
  const newest = before ?? tables.findLastState(past.id) ?? past
  return { before, node: restoredNode(past, newest, place) }
}

function restoreBelow(
  context: BatchContext,
  { node, at, createdBy }: RestoreTreeMutation,
  top: {
    readonly target: Id
    readonly operation: Sequence
    readonly replaced?: NodeRow | undefined
  },
): number {
  const { tables, time } = context
  context.directory = ''
  const { operation, replaced } = top
  const restore = { operation, time, createdBy, at, replaced: replaced?.id }
  return tables.restoreSubtree(node, top.target, restore)
}
