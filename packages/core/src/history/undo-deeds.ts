import type { HistoryRow, Id, MetadataStore, OperationRow, RecordImage } from '../spec/index.ts'

/** Operations of one question, and rows of one answer. */
const PAGE = 1000

/** Operations that change nodes and no records that can be undone, so that nobody has to ask. */
const CHANGE_NODES_ONLY: ReadonlySet<OperationRow['type']> = new Set([
  'write',
  'append',
  'edit',
  'delete',
  'mkdir',
  'rmdir',
  'copy',
  'rename',
  'metadata',
  'tag',
  'rollback',
  'restore',
  'import',
  'fork',
  'observe',
])

/** What an operation did to a node: the state that it ended and the one that it made; one may be missing. */
export interface Effect {
  readonly node: Id
  readonly before?: HistoryRow | undefined
  readonly after?: HistoryRow | undefined
}

/** An operation with all that it did. */
export interface Deed {
  readonly operation: OperationRow
  readonly effects: readonly Effect[]
  /** What the records that it changed were before. */
  readonly images: readonly RecordImage[]
}

/** A deed that is being put together. */
interface Gathered {
  readonly operation: OperationRow
  readonly effects: Map<Id, { node: Id; before?: HistoryRow; after?: HistoryRow }>
  readonly images: RecordImage[]
}

/** What operations of one space did, in the order given: one or two questions for each 1,000 operations. */
export async function loadDeeds(
  store: MetadataStore,
  space: string,
  operations: readonly OperationRow[],
): Promise<readonly Deed[]> {
  const gathered = new Map<number, Gathered>()
  for (const operation of operations)
    gathered.set(operation.sequence, { operation, effects: new Map(), images: [] })
  for (let start = 0; start < operations.length; start += PAGE) {
    const asked = operations.slice(start, start + PAGE)
    const imaged = asked.filter(({ type }) => !CHANGE_NODES_ONLY.has(type))
    await Promise.all([
      gatherEffects(store, space, idsOf(asked), gathered),
      imaged.length > 0 && gatherImages(store, space, idsOf(imaged), gathered),
    ])
  }
  return [...gathered.values()].map(({ operation, effects, images }) => ({
    operation,
    effects: [...effects.values()],
    images,
  }))
}

function idsOf(operations: readonly OperationRow[]): readonly Id[] {
  return operations.map(({ id }) => id)
}

async function gatherEffects(
  store: MetadataStore,
  space: string,
  ids: readonly Id[],
  gathered: ReadonlyMap<number, Gathered>,
): Promise<void> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.effects(space, ids, { after, limit: PAGE })
    for (const row of page.rows) {
      const ending = row.to === undefined ? undefined : gathered.get(row.to)
      if (ending !== undefined) effectOn(ending, row.id).before = row
      const making = gathered.get(row.from)
      if (making !== undefined) effectOn(making, row.id).after = row
    }
    after = page.next
    more = after !== undefined
  }
}

function effectOn({ effects }: Gathered, node: Id) {
  const known = effects.get(node)
  if (known !== undefined) return known
  const effect: { node: Id; before?: HistoryRow; after?: HistoryRow } = { node }
  effects.set(node, effect)
  return effect
}

async function gatherImages(
  store: MetadataStore,
  space: string,
  ids: readonly Id[],
  gathered: ReadonlyMap<number, Gathered>,
): Promise<void> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.recordImages(space, ids, { after, limit: PAGE })
    for (const image of page.rows) gathered.get(image.to)?.images.push(image)
    after = page.next
    more = after !== undefined
  }
}
