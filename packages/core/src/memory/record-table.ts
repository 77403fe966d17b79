import { NexusError } from '../errors/index.ts'
import type {
  Collection,
  Json,
  JsonObject,
  Page,
  RecordIndex,
  RecordRow,
  ScanOptions,
  Sequence,
} from '../spec/index.ts'
import {
  comparePositions,
  compareValues,
  isInIndex,
  positionOf,
  type RecordPosition,
} from './record-order.ts'
import type { UndoJournal } from './undo-journal.ts'

/** Records of all declared collections; indexes are sorted when they are scanned. */
export class RecordTable {
  readonly #journal: UndoJournal
  readonly #declared: Readonly<Record<string, Collection>>
  readonly #collections = new Map<string, Map<string, RecordRow>>()

  constructor(journal: UndoJournal, declared: Readonly<Record<string, Collection>>) {
    this.#journal = journal
    this.#declared = declared
    for (const name of Object.keys(declared)) this.#collections.set(name, new Map())
  }

  find(collection: string, key: string): RecordRow | undefined {
    return this.#records(collection).get(key)
  }

  put(collection: string, key: string, value: JsonObject, version: Sequence): void {
    const record = { key, value: structuredClone(value), version }
    this.#journal.set(this.#records(collection), key, record)
  }

  delete(collection: string, key: string): void {
    this.#journal.set(this.#records(collection), key, undefined)
  }

  /** Whether changes of the collection leave images. */
  isUndoable(collection: string): boolean {
    return this.#declared[collection]?.undoable === true
  }

  scan(collection: string, options: ScanOptions): Page<RecordRow> {
    const index = this.#index(collection, options.index)
    const direction = options.reverse === true ? -1 : 1
    const compare = (a: RecordPosition, b: RecordPosition): number =>
      direction * comparePositions(a, b, index)
    const after = parseCursor(options.after, index)
    const matching = [...this.#records(collection).values()]
      .filter((record) => isInIndex(record, index))
      .map((record) => ({ record, position: positionOf(record, index) }))
      .filter(({ position }) => hasPrefix(position, options.prefix))
      .filter(({ position }) => after === undefined || compare(position, after) > 0)
      .sort((a, b) => compare(a.position, b.position))
    const rows = matching.slice(0, options.limit)
    const last = rows.at(-1)
    return {
      rows: rows.map(({ record }) => record),
      ...(last !== undefined &&
        rows.length < matching.length && { next: formatCursor(last.position, index) }),
    }
  }

  /** The records of a queue in the order in which they are claimed. */
  queued(queue: string): readonly RecordRow[] {
    const index = this.#declared[queue]?.queue
    if (index === undefined)
      throw new NexusError('INVALID_ARGUMENT', `Collection "${queue}" is no queue.`, {
        hint: 'Claim from a collection that is declared with a queue index.',
      })
    const { rows } = this.scan(queue, { index, limit: Number.MAX_SAFE_INTEGER })
    return rows
  }

  #records(collection: string): Map<string, RecordRow> {
    const records = this.#collections.get(collection)
    if (records !== undefined) return records
    throw new NexusError('INVALID_ARGUMENT', `There is no collection "${collection}".`, {
      hint: `Declared are: ${Object.keys(this.#declared).join(', ')}.`,
    })
  }

  #index(collection: string, name: string | undefined): RecordIndex | undefined {
    if (name === undefined) return undefined
    this.#records(collection)
    const indexes = this.#declared[collection]?.indexes ?? {}
    const index = indexes[name]
    if (index !== undefined) return index
    throw new NexusError('INVALID_ARGUMENT', `Collection "${collection}" has no index "${name}".`, {
      hint: `It has: ${Object.keys(indexes).join(', ') || 'none'}.`,
    })
  }
}

function hasPrefix(position: RecordPosition, prefix: ScanOptions['prefix']): boolean {
  if (prefix === undefined) return true
  if (typeof prefix === 'string') return position.key.startsWith(prefix)
  return prefix.every((value, at) => compareValues(position.values[at] ?? null, value) === 0)
}

function formatCursor(position: RecordPosition, index: RecordIndex | undefined): string {
  return index === undefined ? position.key : JSON.stringify([...position.values, position.key])
}

function parseCursor(
  cursor: string | undefined,
  index: RecordIndex | undefined,
): RecordPosition | undefined {
  if (cursor === undefined) return undefined
  if (index === undefined) return { values: [], key: cursor }
  const parsed = JSON.parse(cursor) as readonly Json[]
  return { values: parsed.slice(0, -1), key: parsed.at(-1) as string }
}
