import { type Id, type MetadataStore, type NodeRow, ROOT_ID } from '../spec/index.ts'
import type { PlannedNode } from './plan-node.ts'

/** Children of one answer. */
const PAGE = 1000

/** What lies above a node. */
export interface WayUp {
  readonly way: readonly Id[]
  readonly ends: Id
  readonly names: readonly string[]
}

/** The tree while operations are taken back: planned nodes where the plan has them, all others where they are now. */
export class PlannedTree {
  readonly #store: MetadataStore
  readonly #space: string
  readonly #nodes: ReadonlyMap<Id, PlannedNode>
  /** Planned nodes by parent, then name; more than one while a plan is not known to hold. */
  readonly #planned = new Map<Id, Map<string, Set<PlannedNode>>>()
  /** What the store has, asked once. */
  readonly #rows = new Map<Id, NodeRow | undefined>()

  constructor(store: MetadataStore, space: string, nodes: ReadonlyMap<Id, PlannedNode>) {
    this.#store = store
    this.#space = space
    this.#nodes = nodes
    for (const node of nodes.values()) this.take(node)
  }

  /** The node leaves its place. */
  leave(node: PlannedNode): void {
    const { place } = node.facets
    if (place !== null) this.#planned.get(place.parent)?.get(place.name)?.delete(node)
  }

  /** The node takes its place, where it has one. */
  take(node: PlannedNode): void {
    const { place } = node.facets
    if (place === null) return
    const names = this.#planned.get(place.parent) ?? new Map<string, Set<PlannedNode>>()
    this.#planned.set(place.parent, names)
    names.set(place.name, (names.get(place.name) ?? new Set()).add(node))
  }

  /** Who else is at the place of a node. */
  async findOther(node: PlannedNode): Promise<Id | undefined> {
    const { place } = node.facets
    if (place === null) return undefined
    for (const planned of this.#planned.get(place.parent)?.get(place.name) ?? [])
      if (planned !== node) return planned.id
    const found = await this.#store.lookup(this.#space, place.parent, place.name)
    return found === undefined || this.#nodes.has(found.node.id) ? undefined : found.node.id
  }

  /** What is in a directory, up to a number of them. */
  async childrenOf(directory: Id, limit: number): Promise<Id[]> {
    const planned = [...(this.#planned.get(directory)?.values() ?? [])].flatMap((at) => [...at])
    const children = planned.slice(0, limit).map(({ id }) => id)
    for (let after: string | undefined, more = true; more && children.length < limit; ) {
      const options = { after, limit: PAGE }
      const page = await this.#store.listChildren(this.#space, directory, options)
      const others = page.rows.filter(({ id }) => !this.#nodes.has(id))
      children.push(...others.slice(0, limit - children.length).map(({ id }) => id))
      after = page.next
      more = after !== undefined
    }
    return children
  }

  /**
   * The directories above a node, the nearest first; ends with one that is not there, or where they form a loop.
   * `names` leads from there to the node.
   */
  async waysUp(node: PlannedNode): Promise<WayUp> {
    const way: Id[] = []
    const { parent = ROOT_ID, name = '' } = node.facets.place ?? {}
    const names = [name]
    let id = parent
    for (; id !== ROOT_ID && id !== node.id && !way.includes(id); ) {
      const place = await this.#placeOf(id)
      if (place === undefined) break
      way.push(id)
      names.push(place.name)
      id = place.parent
    }
    return { way, ends: id, names: names.reverse() }
  }

  async #placeOf(id: Id): Promise<Pick<NodeRow, 'parent' | 'name'> | undefined> {
    const planned = this.#nodes.get(id)
    if (planned !== undefined) return planned.facets.place ?? undefined
    if (!this.#rows.has(id)) {
      const [row] = await this.#store.getNodes(this.#space, [id])
      this.#rows.set(id, row)
    }
    return this.#rows.get(id)
  }
}
