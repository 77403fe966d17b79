import type {
  Collectable,
  ContentAddress,
  ContentReference,
  DoomedObject,
  Page,
  PageOptions,
} from '../spec/index.ts'
import type { ContentTable } from './content-table.ts'
import type { UndoJournal } from './undo-journal.ts'

/** Pages of a list that is ordered by age: those before a time, milliseconds UTC, exclusive. */
type AgedOptions = PageOptions & { readonly before: number }

/** A row of such a list; `order` tells rows of one time apart. */
interface Aged<Row> {
  readonly row: Row
  readonly since: number
  readonly order: number
}

/** What garbage collection has to look at: content that may be free, and objects that are to be deleted. */
export class CollectionLists {
  readonly #journal: UndoJournal
  readonly #content: ContentTable
  readonly #candidates = new Map<ContentReference, number>()
  readonly #doomed = new Map<string, Aged<DoomedObject>>()
  #order = 0

  constructor(journal: UndoJournal, content: ContentTable) {
    this.#journal = journal
    this.#content = content
  }

  addCandidate(reference: ContentReference, since: number): void {
    const before = this.#candidates.get(reference)
    if (before === undefined || before < since)
      this.#journal.set(this.#candidates, reference, since)
  }

  isCandidate(reference: ContentReference): boolean {
    return this.#candidates.has(reference)
  }

  removeCandidate(reference: ContentReference): void {
    this.#journal.set(this.#candidates, reference, undefined)
  }

  addDoomed(object: DoomedObject): void {
    const key = objectKey(object, object.generation)
    if (this.#doomed.has(key)) return
    const { pool, backend, hash, generation, size, since } = object
    const row = { pool, backend, hash, generation, size, since }
    this.#journal.set(this.#doomed, key, { row, since, order: ++this.#order })
  }

  removeDoomed(address: ContentAddress, generation: number): void {
    this.#journal.set(this.#doomed, objectKey(address, generation), undefined)
  }

  candidates(options: AgedOptions): Page<Collectable> {
    const aged = [...this.#candidates].map(([reference, since]) => ({
      row: this.#collectable(reference, since),
      since,
      order: reference,
    }))
    return pageByAge(aged, options)
  }

  doomed(options: AgedOptions): Page<DoomedObject> {
    return pageByAge([...this.#doomed.values()], options)
  }

  #collectable(reference: ContentReference, since: number): Collectable | undefined {
    const content = this.#content.find(reference)
    if (content === undefined) return undefined
    const { generation, size, backend } = content
    return { reference, generation, size, backend, since }
  }
}

function objectKey({ pool, backend, hash }: ContentAddress, generation: number): string {
  return `${hash} ${generation} ${backend} ${pool}`
}

function pageByAge<Row>(
  aged: readonly Aged<Row | undefined>[],
  { after, before, limit }: AgedOptions,
): Page<Row> {
  const [since = -Infinity, order = -Infinity] = after?.split(' ').map(Number) ?? []
  const rest = aged
    .filter((one): one is Aged<Row> => one.row !== undefined && one.since < before)
    .filter((one) => one.since > since || (one.since === since && one.order > order))
    .sort((a, b) => a.since - b.since || a.order - b.order)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page.map(({ row }) => row),
    ...(last !== undefined && rest.length > limit && { next: `${last.since} ${last.order}` }),
  }
}
