import { isNexusError } from '../errors/index.ts'
import type { MetadataStore, OperationRow, Sequence } from '../spec/index.ts'
import type { SealEntry } from './seal-entries.ts'

/** Rows of a page of the log. */
const PAGE = 1000

/** What the log holds in the range of a block. */
export interface BlockRows {
  readonly rows: readonly OperationRow[]
  /** Sealed operations whose rows are there, but so damaged that they cannot be read. */
  readonly unreadable: ReadonlySet<Sequence>
}

/** Reads the log of a space forward, block by block, whatever its rows look like. */
export class LogReader {
  readonly #store: MetadataStore
  readonly #space: string
  #page: readonly OperationRow[] = []
  /** Rows after this one were not read yet. */
  #cursor: Sequence = 0
  #isDone = false

  constructor(store: MetadataStore, space: string) {
    this.#store = store
    this.#space = space
  }

  /** Rows after the last block's end, up to the end of this one. */
  async read(entries: readonly SealEntry[], after: Sequence): Promise<BlockRows> {
    const last = entries.at(-1)?.sequence ?? after
    try {
      return { rows: await this.#upTo(last), unreadable: new Set() }
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#page = []
      this.#cursor = last
      this.#isDone = false
      return this.#oneByOne(entries, after)
    }
  }

  async #upTo(last: Sequence): Promise<readonly OperationRow[]> {
    while (!this.#isDone && this.#cursor < last) await this.#readOn()
    const later = this.#page.findIndex(({ sequence }) => sequence > last)
    const end = later < 0 ? this.#page.length : later
    const rows = this.#page.slice(0, end)
    this.#page = this.#page.slice(end)
    return rows
  }

  async #readOn(): Promise<void> {
    const { rows } = await this.#store.changes(this.#space, String(this.#cursor), PAGE)
    this.#page = [...this.#page, ...rows]
    this.#cursor = rows.at(-1)?.sequence ?? this.#cursor
    this.#isDone = rows.length === 0
  }

  /** Row by row, so that one that cannot be read hides no other. */
  async #oneByOne(entries: readonly SealEntry[], after: Sequence): Promise<BlockRows> {
    const rows: OperationRow[] = []
    const unreadable = new Set<Sequence>()
    let cursor = after
    for (const { sequence } of entries) {
      while (cursor < sequence) {
        const row = await this.#rowAfter(cursor)
        if (row === 'unreadable') unreadable.add(sequence)
        const isInRange = typeof row === 'object' && row.sequence <= sequence
        if (isInRange) rows.push(row)
        cursor = isInRange ? row.sequence : sequence
      }
    }
    return { rows, unreadable }
  }

  async #rowAfter(cursor: Sequence): Promise<OperationRow | 'unreadable' | undefined> {
    try {
      return (await this.#store.changes(this.#space, String(cursor), 1)).rows[0]
    } catch (error) {
      if (!isDamage(error)) throw error
      return 'unreadable'
    }
  }
}

/** Whether a read failed because of what it read, and not because the store cannot be asked now. */
export function isDamage(error: unknown): boolean {
  return !isNexusError(error) || isNexusError(error, 'CORRUPT') || isNexusError(error, 'INTERNAL')
}
