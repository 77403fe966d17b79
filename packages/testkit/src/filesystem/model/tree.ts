import type { JsonObject } from '@nexusfs/core/spec'

/**
 * A value of a facet, made by one change. Two cells are the same exactly when they are one object: a facet that was
 * changed and taken back has the cell of before, one that was changed to the same value by another change has not.
 */
export interface Cell<Value> {
  readonly value: Value
}

/** Where a node is; the root's key is 0. */
export interface ModelPlace {
  readonly parent: number
  readonly name: string
}

/** What a file holds. */
export interface ModelContent {
  readonly text: string
  /** As it was given; without it the name decides. */
  readonly type: string | undefined
  /** Taken over from the first look at it, unless it was given. */
  modifiedAt: number | undefined
}

/** Metadata and tags. */
export interface ModelAttributes {
  readonly metadata: JsonObject
  readonly tags: Readonly<Record<string, string>>
}

/** A node from one operation on. */
export interface ModelNode {
  readonly key: number
  readonly type: 'file' | 'directory'
  /** `null`: it is not there. */
  readonly place: Cell<ModelPlace | null>
  readonly content: Cell<ModelContent>
  readonly attributes: Cell<ModelAttributes>
  /** 0 for directories. */
  readonly version: number
  /** The text of its newest version. */
  readonly newest: string
}

/** All nodes that ever were, by key. */
export type ModelTree = ReadonlyMap<number, ModelNode>

/** The key of the root, which is no node. */
export const ROOT = 0

/** What is at a path: a node, or how far the way to it goes. */
export interface Found {
  readonly node: ModelNode | undefined
  /** A file lies on the way. */
  readonly isBlocked: boolean
}

/** Names of a path. */
export function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

/** The path of the directory that a path is in. */
export function above(path: string): string {
  return `/${namesOf(path).slice(0, -1).join('/')}`
}

/** Whether a path is another or below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`)
}

/** Whether a node is there. */
export function isLive(node: ModelNode | undefined): node is ModelNode {
  return node !== undefined && node.place.value !== null
}

/** Nodes directly in a directory, by the bytes of their names. */
export function childrenOf(tree: ModelTree, parent: number): ModelNode[] {
  return [...tree.values()]
    .filter(({ place }) => place.value?.parent === parent)
    .sort((a, b) => Buffer.compare(Buffer.from(nameOf(a)), Buffer.from(nameOf(b))))
}

/** The name of a node that is there. */
export function nameOf({ place }: ModelNode): string {
  return place.value?.name ?? ''
}

/** What is at a path other than the root. */
export function find(tree: ModelTree, path: string): Found {
  let parent = ROOT
  let node: ModelNode | undefined
  for (const name of namesOf(path)) {
    if (node?.type === 'file') return { node: undefined, isBlocked: true }
    node = childrenOf(tree, parent).find((child) => nameOf(child) === name)
    if (node === undefined) return { node, isBlocked: false }
    parent = node.key
  }
  return { node, isBlocked: false }
}

/** A node and all below it, directories before what is in them. */
export function subtreeOf(tree: ModelTree, node: ModelNode): ModelNode[] {
  return [node, ...childrenOf(tree, node.key).flatMap((child) => subtreeOf(tree, child))]
}

/** The path of a node that is there. */
export function pathOf(tree: ModelTree, node: ModelNode): string {
  const { parent, name } = node.place.value ?? { parent: ROOT, name: '' }
  const directory = tree.get(parent)
  return `${directory === undefined ? '' : pathOf(tree, directory)}/${name}`
}

/** Everything that is there with its path, depth first. */
export function listed(tree: ModelTree, parent = ROOT, prefix = ''): [string, ModelNode][] {
  return childrenOf(tree, parent).flatMap((node): [string, ModelNode][] => {
    const path = `${prefix}/${nameOf(node)}`
    return [[path, node], ...listed(tree, node.key, path)]
  })
}
