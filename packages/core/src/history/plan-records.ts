import type {
  Id,
  JsonObject,
  MetadataStore,
  Mutation,
  OperationRow,
  Precondition,
  RecordImage,
  RecordRow,
  Sequence,
} from '../spec/index.ts'

/** The collection of marks. */
const UNDONE = 'undone'

/** A record while operations are taken back. */
interface PlannedRecord {
  readonly collection: string
  readonly key: string
  readonly present: RecordRow | undefined
  value: JsonObject | undefined
  isChanged: boolean
}

/** Records while operations are taken back: the marks of what is undone, and those that operations changed. */
export class PlannedRecords {
  readonly #records = new Map<string, PlannedRecord>()

  /** Reads records; those that are known already stay. */
  async load(store: MetadataStore, collection: string, keys: readonly string[]): Promise<void> {
    const wanted = [...new Set(keys)].filter((key) => !this.#records.has(idOf(collection, key)))
    if (wanted.length === 0) return
    const rows = await store.getRecords(collection, wanted)
    for (const [index, key] of wanted.entries()) {
      const present = rows[index]
      const record = { collection, key, present, value: present?.value, isChanged: false }
      this.#records.set(idOf(collection, key), record)
    }
  }

  /** Reads the marks of operations. */
  loadMarks(store: MetadataStore, operations: readonly Id[]): Promise<void> {
    return this.load(store, UNDONE, operations)
  }

  /** Reads what images are of. */
  async loadImaged(store: MetadataStore, images: readonly RecordImage[]): Promise<void> {
    const keys = Map.groupBy(images, ({ collection }) => collection)
    for (const [collection, of] of keys)
      await this.load(
        store,
        collection,
        of.map(({ key }) => key),
      )
  }

  /** The undo that took an operation back, while that one stands. */
  undoneBy(operation: Id): Id | undefined {
    const by = this.#records.get(idOf(UNDONE, operation))?.value?.by
    return typeof by === 'string' ? by : undefined
  }

  /** The later operations, by their numbers, that changed the records since an operation did. */
  changesSince({ id, sequence }: OperationRow, images: readonly RecordImage[]): Sequence[] {
    return images.flatMap(({ collection, key }) => {
      const record = this.#records.get(idOf(collection, key))
      if (record?.present === undefined || record.isChanged) return []
      const { version } = record.present
      if (version === sequence) return []
      // A mark that went and came back, by an undo of an undo, has a new version.
      return collection === UNDONE && isNotLater(record.value?.by, id) ? [] : [version]
    })
  }

  /** Takes an operation's changes of records back, and marks it. */
  takeBack(operation: Id, images: readonly RecordImage[], by: Id): void {
    for (const { collection, key, value } of images) this.#set(collection, key, value)
    this.#set(UNDONE, operation, { by })
  }

  /** Conditions and changes of a commit. */
  plan(): {
    readonly conditions: readonly Precondition[]
    readonly mutations: readonly Mutation[]
  } {
    const changed = [...this.#records.values()].filter(({ isChanged }) => isChanged)
    return {
      conditions: changed.map(({ collection, key, present }) => ({
        kind: 'record',
        collection,
        key,
        version: present?.version ?? null,
      })),
      mutations: changed.flatMap(({ collection, key, present, value }): Mutation[] => {
        if (value !== undefined) return [{ kind: 'record', collection, key, action: 'put', value }]
        return present === undefined ? [] : [{ kind: 'record', collection, key, action: 'delete' }]
      }),
    }
  }

  #set(collection: string, key: string, value: JsonObject | undefined): void {
    const record = this.#records.get(idOf(collection, key))
    if (record === undefined) return
    record.value = value
    record.isChanged = true
  }
}

/** Ids are in the order of time. */
function isNotLater(by: unknown, operation: Id): boolean {
  return typeof by === 'string' && by <= operation
}

function idOf(collection: string, key: string): string {
  return `${collection}/${key}`
}
