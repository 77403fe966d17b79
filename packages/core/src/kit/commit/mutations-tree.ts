import {
  type CopyTreeMutation,
  type EnsureDirectoryMutation,
  type MoveMutation,
  type NodeRow,
  type RemoveMutation,
  ROOT_ID,
  type StructuralProblem,
} from '../../spec/index.ts'
import {
  type Applied,
  type BatchContext,
  checkParent,
  childAt,
  insertMade,
  liesWithin,
  nodeId,
  noteEffect,
  sequenceOf,
} from './batch-context.ts'
import { copyOfNode } from './copy-of-node.ts'
import { endNode, replaceNode } from './leaving.ts'

/** Finds or makes the directory at a place. */
export function applyEnsureDirectory(
  context: BatchContext,
  mutation: EnsureDirectoryMutation,
): Applied {
  const parent = nodeId(context, mutation.parent)
  const problem = checkParent(context, parent)
  if (problem !== undefined) return problem
  const there = childAt(context, parent, mutation.name)
  if (there?.type === 'file') return 'notDirectory'
  if (there !== undefined) return { node: there, created: false }
  const node: NodeRow = {
    id: mutation.id,
    parent,
    name: mutation.name,
    type: 'directory',
    from: sequenceOf(context, mutation),
    version: 0,
    size: 0,
    createdAt: context.time,
    modifiedAt: context.time,
    createdBy: mutation.createdBy,
  }
  insertMade(context, node)
  context.directory = node.id
  noteEffect(context, mutation, node.id)
  return { node, created: true }
}

/** Gives a node another place; onto itself it changes nothing. */
export function applyMove(context: BatchContext, mutation: MoveMutation): Applied {
  const { tables } = context
  const node = tables.getNode(mutation.node)
  if (node === undefined) return 'nodeMissing'
  const parent = nodeId(context, mutation.parent)
  const problem = checkParent(context, parent)
  if (problem !== undefined) return problem
  if (node.type === 'directory' && liesWithin(context, parent, node.id)) return 'cycle'
  const there = tables.findChild(parent, mutation.name)
  if (there?.id === node.id) return { node, created: false }
  const moved = { ...node, parent, name: mutation.name, from: sequenceOf(context, mutation) }
  if (mutation.exchange === true) return exchange(context, mutation, node, moved, there)
  if (there !== undefined) {
    if (mutation.replace !== true || there.type === 'directory') return 'nameTaken'
    endNode(context, there, moved.from)
  }
  replaceNode(context, node, moved)
  noteEffect(context, mutation, node.id)
  return { node: moved, created: false }
}

function exchange(
  context: BatchContext,
  mutation: MoveMutation,
  node: NodeRow,
  moved: NodeRow,
  there: NodeRow | undefined,
): Applied {
  if (there === undefined) return 'nodeMissing'
  if (there.type === 'directory' && liesWithin(context, node.parent, there.id)) return 'cycle'
  endNode(context, there, moved.from)
  replaceNode(context, node, moved)
  context.tables.insertNode({ ...there, parent: node.parent, name: node.name, from: moved.from })
  noteEffect(context, mutation, node.id)
  return { node: moved, created: false }
}

/** Ends a node, with everything below it where asked. */
export function applyRemove(context: BatchContext, mutation: RemoveMutation): Applied {
  const { tables } = context
  const node = tables.getNode(mutation.node)
  if (node === undefined) return 'nodeMissing'
  const to = sequenceOf(context, mutation)
  let count = 1
  if (node.type === 'directory') {
    context.directory = ''
    if (mutation.recursive === true) count += tables.endSubtree(node.id, to, context.time)
    else if (tables.hasChildren(node.id)) return 'notEmpty'
  }
  endNode(context, node, to)
  noteEffect(context, mutation, node.id)
  return { count }
}

/** Copies a node and everything below it, as it is or was, to a free place. */
export function applyCopyTree(context: BatchContext, mutation: CopyTreeMutation): Applied {
  const { tables, time } = context
  const source = sourceOf(context, mutation)
  if (typeof source === 'string') return source
  const parent = nodeId(context, mutation.parent)
  const problem = checkParent(context, parent)
  if (problem !== undefined) return problem
  const { at, createdBy, name } = mutation
  const directory = source.type === 'directory'
  if (at === undefined && directory && liesWithin(context, parent, source.id)) return 'cycle'
  if (tables.findChild(parent, name) !== undefined) return 'nameTaken'
  const operation = sequenceOf(context, mutation)
  const node = copyOfNode(source, { id: tables.newId(), parent, name, operation, time, createdBy })
  tables.insertNode(node)
  noteEffect(context, mutation, node.id)
  const copy = { operation, time, createdBy, at }
  const below = directory ? tables.copySubtree(source.id, node.id, copy) : 0
  return { node, created: true, count: 1 + below }
}

function sourceOf(
  { tables }: BatchContext,
  { node, at }: CopyTreeMutation,
): NodeRow | StructuralProblem {
  if (node === ROOT_ID) return ROOT
  if (at === undefined) return tables.getNode(node) ?? 'nodeMissing'
  return tables.findStateAt(node, at) ?? 'stateMissing'
}

/** The root as the source of a copy: a directory without anything to take along. */
const ROOT: NodeRow = {
  id: ROOT_ID,
  parent: ROOT_ID,
  name: '',
  type: 'directory',
  from: 0,
  version: 0,
  size: 0,
  createdAt: 0,
  modifiedAt: 0,
}
