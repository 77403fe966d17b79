import { type Id, type MetadataStore, type NodeRow, ROOT_ID, type Sequence } from '../spec/index.ts'

/** A directory as it was at a settled sequence. */
export interface TreeState {
  readonly node: Id
  /** Where it was then. */
  readonly path: string
  readonly at: Sequence
}

/** Paths of nodes below a directory as they were at one settled sequence. Keeps what it looked up. */
export class TreePaths {
  readonly #store: MetadataStore
  readonly #space: string
  readonly #top: TreeState
  readonly #directories = new Map<Id, NodeRow | undefined>()
  readonly #paths = new Map<Id, string | undefined>()

  constructor(store: MetadataStore, space: string, top: TreeState) {
    this.#store = store
    this.#space = space
    this.#top = top
    this.#paths.set(ROOT_ID, undefined)
    this.#paths.set(top.node, top.path === '/' ? '' : top.path)
  }

  /** The states of nodes (1,000 at most), in order, with everything that their paths need. */
  async rows(ids: readonly Id[]): Promise<readonly (NodeRow | undefined)[]> {
    const options = { at: this.#top.at }
    const rows = await this.#store.getNodes(this.#space, ids, options)
    for (let wanted = this.#unknown(rows); wanted.length > 0; ) {
      const found = await this.#store.getNodes(this.#space, wanted, options)
      for (const [index, id] of wanted.entries()) this.#directories.set(id, found[index])
      wanted = this.#unknown(found)
    }
    return rows
  }

  /** `undefined` for what is not the directory or below it. */
  pathOf({ id, parent, name }: NodeRow): string | undefined {
    if (id === this.#top.node) return this.#top.path
    const above = this.#pathOfDirectory(parent)
    return above === undefined ? undefined : `${above}/${name}`
  }

  #pathOfDirectory(id: Id): string | undefined {
    if (this.#paths.has(id)) return this.#paths.get(id)
    const row = this.#directories.get(id)
    const above = row && this.#pathOfDirectory(row.parent)
    const path = above === undefined ? undefined : `${above}/${row?.name}`
    this.#paths.set(id, path)
    return path
  }

  #unknown(rows: readonly (NodeRow | undefined)[]): Id[] {
    const parents = new Set(rows.flatMap((row) => (row === undefined ? [] : [row.parent])))
    return [...parents].filter((id) => !this.#paths.has(id) && !this.#directories.has(id))
  }
}
