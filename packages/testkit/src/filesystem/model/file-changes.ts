import type { FileToWrite, Match, ModelCall, ModelConditions } from './call.ts'
import { type Change, getFile, getNode } from './change.ts'
import { Refused } from './refused.ts'
import {
  childrenOf,
  find,
  type ModelAttributes,
  type ModelNode,
  type ModelTree,
  nameOf,
} from './tree.ts'

type CallOf<Kind extends ModelCall['kind']> = Extract<ModelCall, { readonly kind: Kind }>

/** Whether an `ifMatch` is lost: the etag is not that of a file that is there. */
export function isLost(match: Match | undefined, node: ModelNode | undefined): boolean {
  if (match === undefined) return false
  return match !== 'present' || node?.type !== 'file'
}

/** What is there is looked at before anything is changed. */
export function checkWritable(
  tree: ModelTree,
  path: string,
  { match, isNew }: ModelConditions,
): void {
  const { node, isBlocked } = find(tree, path)
  if (isBlocked) throw new Refused('NOT_A_DIRECTORY')
  if (isLost(match, node)) throw new Refused('CONFLICT')
  if (isNew && node !== undefined) throw new Refused('ALREADY_EXISTS')
  if (node?.type === 'directory') throw new Refused('IS_A_DIRECTORY')
}

/** Puts text at a path; metadata and tags that are not given stay. */
export function putFile(change: Change, file: Omit<FileToWrite, keyof ModelConditions>): void {
  const { path, text, type, metadata, tags } = file
  const { node, isBlocked } = find(change.tree, path)
  if (isBlocked) throw new Refused('NOT_A_DIRECTORY')
  if (node?.type === 'directory') throw new Refused('IS_A_DIRECTORY')
  const content = { text, type, modifiedAt: undefined }
  const before = node?.attributes.value
  const attributes: ModelAttributes = {
    metadata: metadata ?? before?.metadata ?? {},
    tags: tags ?? before?.tags ?? {},
  }
  if (node !== undefined) change.write(node, content, attributes)
  else change.create({ type: 'file', place: change.placeOf(path), content, attributes })
}

/** write. */
export function write(change: Change, call: FileToWrite): void {
  checkWritable(change.tree, call.path, call)
  putFile(change, call)
}

/** append: the type stays unless another one is given. */
export function append(change: Change, call: FileToWrite): void {
  checkWritable(change.tree, call.path, call)
  const { node } = find(change.tree, call.path)
  const { text = '', type } = node?.content.value ?? {}
  putFile(change, { ...call, text: text + call.text, type: call.type ?? type })
}

/** edit: one replacement; a text that is not there, or more than once without `all`, is refused. */
export function edit(change: Change, call: CallOf<'edit'>): void {
  const node = getFile(change.tree, call.path)
  const { text, type } = node.content.value
  const pieces = text.split(call.old)
  const isPlain = call.old !== '' && (pieces.length === 2 || (pieces.length > 2 && call.all))
  if (!isPlain) throw new Refused('INVALID_ARGUMENT')
  checkWritable(change.tree, call.path, call)
  putFile(change, { path: call.path, text: pieces.join(call.new), type })
}

/** delete. */
export function remove(change: Change, call: CallOf<'delete'>): void {
  const node = getFile(change.tree, call.path)
  if (call.isNew) throw new Refused('ALREADY_EXISTS')
  if (isLost(call.match, node)) throw new Refused('CONFLICT')
  change.alter(node, { place: null })
}

/** mkdir. */
export function makeDirectory(change: Change, call: CallOf<'mkdir'>): void {
  const { node, isBlocked } = find(change.tree, call.path)
  if (isBlocked) throw new Refused('NOT_A_DIRECTORY')
  if (node !== undefined && !call.existOk) throw new Refused('ALREADY_EXISTS')
  if (node?.type === 'file') throw new Refused('NOT_A_DIRECTORY')
  if (node !== undefined) return
  const place = change.placeOf(call.path)
  if (change.way.size > 0 && !call.parents) throw new Refused('NOT_FOUND')
  change.create({ type: 'directory', place })
}

/** rmdir. */
export function removeDirectory(change: Change, call: CallOf<'rmdir'>): void {
  const node = getNode(change.tree, call.path)
  if (node.type === 'file') throw new Refused('NOT_A_DIRECTORY')
  if (!call.recursive && childrenOf(change.tree, node.key).length > 0)
    throw new Refused('NOT_EMPTY')
  change.end(node)
}

/** One key of metadata or one tag, set or removed. */
export function changeAttributes(change: Change, call: CallOf<'metadata' | 'tag'>): void {
  const node = getNode(change.tree, call.path)
  if (isLost(call.match, node)) throw new Refused('CONFLICT')
  const { metadata, tags } = node.attributes.value
  const attributes =
    call.kind === 'metadata'
      ? { tags, metadata: withKey(metadata, call.key, call.value) }
      : { metadata, tags: withKey(tags, call.key, call.value) }
  change.alter(node, { attributes })
}

function withKey<Value>(
  values: Readonly<Record<string, Value>>,
  key: string,
  value: Value | undefined,
): Record<string, Value> {
  const { [key]: _, ...others } = values
  return value === undefined ? others : { ...others, [key]: value }
}

/** copy and rename: a directory replaces nothing, a file replaces a file when asked to. */
export function transfer(change: Change, call: CallOf<'copy' | 'rename'>): void {
  const { from, to, kind } = call
  if (`${to}/`.startsWith(`${from}/`)) throw new Refused('INVALID_ARGUMENT')
  const node = getNode(change.tree, from)
  const { node: target, isBlocked } = find(change.tree, to)
  if (isBlocked) throw new Refused('NOT_A_DIRECTORY')
  if (target !== undefined && node.type === 'directory') throw new Refused('ALREADY_EXISTS')
  if (target?.type === 'directory') throw new Refused('IS_A_DIRECTORY')
  const isTaken = target !== undefined && (!call.overwrite || call.isNew === true)
  if (isLost(call.match, node))
    throw new Refused('CONFLICT', ...(isTaken ? (['ALREADY_EXISTS'] as const) : []))
  if (isTaken) throw new Refused('ALREADY_EXISTS')
  if (kind === 'rename') move(change, node, to, target)
  else copy(change, node, to, target)
}

function move(change: Change, node: ModelNode, to: string, target: ModelNode | undefined): void {
  if (target !== undefined) change.alter(target, { place: null })
  change.alter(node, { place: change.placeOf(to) })
}

function copy(change: Change, node: ModelNode, to: string, target: ModelNode | undefined): void {
  if (target !== undefined) {
    const { text, type } = node.content.value
    change.write(target, { text, type, modifiedAt: undefined }, node.attributes.value)
  } else copyTree(change, change.before, node, { ...change.placeOf(to) })
}

/** A node of a tree with all below it to a place: new nodes. */
export function copyTree(
  change: Change,
  source: ModelTree,
  node: ModelNode,
  place: { readonly parent: number; readonly name: string },
): void {
  const { text, type } = node.content.value
  const { key } = change.create({
    type: node.type,
    place,
    content: { text, type, modifiedAt: undefined },
    attributes: node.attributes.value,
  })
  for (const child of childrenOf(source, node.key))
    copyTree(change, source, child, { parent: key, name: nameOf(child) })
}
