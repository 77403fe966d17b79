import type { HistoryRow, Id, MetadataStore, Sequence } from '../spec/index.ts'

/** Rows of a page of a node's history. */
const PAGE = 500

/** Which versions of a file are meant. */
export interface VersionsOptions {
  /** Only states that began before this operation. */
  readonly before?: Sequence | undefined
  /** Only versions below this one. */
  readonly below?: number | undefined
}

/** Pages of the states that made the versions of a file, newest first, as far as they are kept. */
export async function* versionPages(
  store: MetadataStore,
  space: string,
  node: Id,
  { before = Number.POSITIVE_INFINITY, below = Number.POSITIVE_INFINITY }: VersionsOptions = {},
): AsyncGenerator<readonly HistoryRow[]> {
  let open: HistoryRow | undefined
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.nodeHistory(space, node, { after, limit: PAGE })
    const made: HistoryRow[] = []
    for (const row of page.rows) {
      if (row.from >= before || row.version >= below) continue
      if (open !== undefined && open.version !== row.version) made.push(open)
      open = row
    }
    after = page.next
    more = after !== undefined
    if (!more && open !== undefined) made.push(open)
    yield made
  }
}

/** The state that made a version of a file; `undefined` when it is not kept. */
export async function findVersion(
  store: MetadataStore,
  space: string,
  node: Id,
  version: number,
  before?: Sequence,
): Promise<HistoryRow | undefined> {
  for await (const page of versionPages(store, space, node, { before, below: version + 1 })) {
    const [first] = page
    if (first !== undefined) return first.version === version ? first : undefined
  }
  return undefined
}
