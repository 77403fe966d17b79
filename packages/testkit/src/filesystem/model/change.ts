import { Refused } from './refused.ts'
import {
  type Cell,
  childrenOf,
  find,
  isLive,
  type ModelAttributes,
  type ModelContent,
  type ModelNode,
  type ModelPlace,
  type ModelTree,
  nameOf,
  namesOf,
  ROOT,
} from './tree.ts'

const NO_ATTRIBUTES: ModelAttributes = { metadata: {}, tags: {} }
const NO_CONTENT: ModelContent = { text: '', type: undefined, modifiedAt: undefined }

/** What a new node is given. */
export interface NewNode {
  readonly type: 'file' | 'directory'
  readonly place: ModelPlace
  readonly content?: ModelContent
  readonly attributes?: ModelAttributes
}

/** What a node becomes; facets that are not given stay as they are. */
export interface Facets {
  readonly place?: ModelPlace | null
  readonly content?: ModelContent
  readonly attributes?: ModelAttributes
}

/** A tree while one operation changes it. */
export class Change {
  readonly before: ModelTree
  readonly tree: Map<number, ModelNode>
  readonly way = new Set<number>()

  constructor(before: ModelTree) {
    this.before = before
    this.tree = new Map(before)
  }

  create({ type, place, content = NO_CONTENT, attributes = NO_ATTRIBUTES }: NewNode): ModelNode {
    return this.put({
      key: this.tree.size + 1,
      type,
      place: cell(place),
      content: cell(content),
      attributes: cell(attributes),
      version: type === 'file' ? 1 : 0,
      newest: content.text,
    })
  }

  /** A next version of a file. */
  write(node: ModelNode, content: ModelContent, attributes: ModelAttributes): ModelNode {
    const written = { ...node, version: node.version + 1, newest: content.text }
    return this.put({
      ...written,
      content: cell(content),
      attributes: isSame(attributes, node.attributes.value) ? node.attributes : cell(attributes),
    })
  }

  /** Ends or moves a node, or gives it attributes. A node that ends or comes back is changed in all facets. */
  alter(node: ModelNode, { place, content, attributes }: Facets): ModelNode {
    const isNew = place === null || !isLive(node)
    const given = content ?? node.content.value
    return this.put({
      ...node,
      ...versionOf(node, given),
      place: place === undefined ? node.place : cell(place),
      content: content === undefined && !isNew ? node.content : cell(given),
      attributes: this.#attributes(node, attributes, isNew),
    })
  }

  #attributes(node: ModelNode, given: ModelAttributes | undefined, isNew: boolean) {
    const { value } = node.attributes
    const isKept = given === undefined || isSame(given, value)
    return isKept && !isNew ? node.attributes : cell(given ?? value)
  }

  put(node: ModelNode): ModelNode {
    this.tree.set(node.key, node)
    return node
  }

  /** Ends a node and all below it. */
  end(node: ModelNode): void {
    for (const child of childrenOf(this.tree, node.key)) this.end(child)
    this.alter(node, { place: null })
  }

  /** The directory that a path is in, made with those above it where they are missing. */
  makeAbove(path: string): number {
    let parent = ROOT
    for (const name of namesOf(path).slice(0, -1)) {
      const there = childrenOf(this.tree, parent).find((child) => nameOf(child) === name)
      if (there?.type === 'file') throw new Refused('NOT_A_DIRECTORY')
      if (there === undefined) this.way.add(this.tree.size + 1)
      parent = (there ?? this.create({ type: 'directory', place: { parent, name } })).key
    }
    return parent
  }

  /** The place of a path, with the directories above it. */
  placeOf(path: string): ModelPlace {
    return { parent: this.makeAbove(path), name: namesOf(path).at(-1) ?? '' }
  }

  /** What is at a path. @throws `IS_A_DIRECTORY` for the root, `NOT_FOUND`, `NOT_A_DIRECTORY`. */
  get(path: string): ModelNode {
    return getNode(this.tree, path)
  }

  /** The file at a path. */
  getFile(path: string): ModelNode {
    return getFile(this.tree, path)
  }
}

export function getNode(tree: ModelTree, path: string): ModelNode {
  if (path === '/') throw new Refused('IS_A_DIRECTORY')
  const { node, isBlocked } = find(tree, path)
  if (node === undefined) throw new Refused(isBlocked ? 'NOT_A_DIRECTORY' : 'NOT_FOUND')
  return node
}

export function getFile(tree: ModelTree, path: string): ModelNode {
  const node = getNode(tree, path)
  if (node.type === 'directory') throw new Refused('IS_A_DIRECTORY')
  return node
}

/** Content that is that of the newest version keeps its number; other content is the next version. */
export function versionOf(
  { type, version, newest }: ModelNode,
  { text }: ModelContent,
): { readonly version: number; readonly newest: string } {
  if (type === 'directory' || text === newest) return { version, newest }
  return { version: version + 1, newest: text }
}

export function cell<Value>(value: Value): Cell<Value> {
  return { value }
}

/** Whether attributes are equal; the order of keys does not count. */
export function isSame(a: ModelAttributes, b: ModelAttributes): boolean {
  return sorted(a.metadata) === sorted(b.metadata) && sorted(a.tags) === sorted(b.tags)
}

function sorted(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}
