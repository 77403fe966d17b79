import type { Id, MetadataStore, OperationRow, Sequence } from '../spec/index.ts'

/** Rows of a page of the log. */
const PAGE = 500

/** Operations that changed a node, looked up from newer to older. */
export class OperationsOfNode {
  readonly #store: MetadataStore
  readonly #space: string
  readonly #node: Id
  #rows: readonly OperationRow[] = []
  #from = Number.POSITIVE_INFINITY

  constructor(store: MetadataStore, space: string, node: Id) {
    this.#store = store
    this.#space = space
    this.#node = node
  }

  /** The operation of a sequence, which must not be newer than the one asked for before. */
  async find(sequence: Sequence): Promise<OperationRow | undefined> {
    if (sequence < this.#from) {
      const query = { nodes: [this.#node], after: String(sequence + 1), limit: PAGE }
      const { rows, next } = await this.#store.operations(this.#space, query)
      this.#rows = rows
      this.#from = next === undefined ? 0 : (rows.at(-1)?.sequence ?? 0)
    }
    return this.#rows.find((row) => row.sequence === sequence)
  }
}
