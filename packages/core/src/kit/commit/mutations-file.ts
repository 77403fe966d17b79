import type {
  Attributes,
  AttributesMutation,
  ContentRow,
  NodeRow,
  PutMutation,
} from '../../spec/index.ts'
import {
  type Applied,
  type BatchContext,
  checkParent,
  childAt,
  contentRow,
  insertMade,
  nodeId,
  noteEffect,
  sequenceOf,
} from './batch-context.ts'
import { replaceNode } from './leaving.ts'

/** Puts content at a place: the next version of the file there, else a new file. */
export function applyPut(context: BatchContext, mutation: PutMutation): Applied {
  const parent = nodeId(context, mutation.parent)
  const problem = checkParent(context, parent)
  if (problem !== undefined) return problem
  const content = contentRow(context, mutation.content)
  if (content?.state !== 'present') return 'contentMissing'
  const before = childAt(context, parent, mutation.name)
  if (before?.type === 'directory') return 'isDirectory'
  const node = fileRow(context, mutation, parent, content, before)
  if (before === undefined) insertMade(context, node)
  else replaceNode(context, before, node)
  noteEffect(context, mutation, node.id)
  return { node, created: before === undefined }
}

function fileRow(
  context: BatchContext,
  mutation: PutMutation,
  parent: string,
  content: ContentRow,
  before: NodeRow | undefined,
): NodeRow {
  return {
    id: before === undefined ? mutation.id : before.id,
    parent,
    name: mutation.name,
    type: 'file',
    from: sequenceOf(context, mutation),
    version: before === undefined ? 1 : before.version + 1,
    size: content.size,
    hash: content.hash,
    content: content.reference,
    contentType: mutation.contentType,
    createdAt: before === undefined ? (mutation.createdAt ?? context.time) : before.createdAt,
    modifiedAt: mutation.modifiedAt ?? context.time,
    createdBy: before === undefined ? mutation.createdBy : before.createdBy,
    attributes:
      mutation.attributes === undefined ? before?.attributes : withoutEmpty(mutation.attributes),
    origin: mutation.origin,
  }
}

/** Replaces the attributes of a node. */
export function applyAttributes(context: BatchContext, mutation: AttributesMutation): Applied {
  const before = context.tables.getNode(nodeId(context, mutation.node))
  if (before === undefined) return 'nodeMissing'
  const node = {
    ...before,
    from: sequenceOf(context, mutation),
    attributes: withoutEmpty(mutation.attributes),
  }
  replaceNode(context, before, node)
  noteEffect(context, mutation, node.id)
  return { node, created: false }
}

function withoutEmpty(attributes: Attributes): Attributes | undefined {
  const { metadata, tags, inherit, posix } = attributes
  const kept: Attributes = {
    ...(hasMembers(metadata) && { metadata }),
    ...(hasMembers(tags) && { tags }),
    ...(inherit === false && { inherit }),
    ...(hasMembers(posix) && { posix: definedOnly(posix) }),
  }
  return hasMembers(kept) ? kept : undefined
}

function definedOnly(posix: NonNullable<Attributes['posix']>): NonNullable<Attributes['posix']> {
  return {
    ...(posix.mode !== undefined && { mode: posix.mode }),
    ...(posix.symlink !== undefined && { symlink: posix.symlink }),
  }
}

function hasMembers<Group extends object>(group: Group | undefined): group is Group {
  return group !== undefined && Object.values(group).some((value) => value !== undefined)
}
