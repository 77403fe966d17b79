import type { OperationQuery, OperationRow, Page, Sequence } from '@nexusfs/core/spec'
import { type OperationTuple, operationOf, SELECT_OPERATION, settled } from './log-reads.ts'
import { sequencesBetween } from './log-search.ts'
import type { OpenStore } from './open-store.ts'
import {
  isServedByIndex,
  type OperationFilter,
  onRows,
  type PathFilter,
  pathFilters,
  rowFilter,
} from './operation-filter.ts'
import { PATH_BLOCK } from './path-index.ts'

/** How many sequence numbers a filtered scan looks at before it lets others run. */
const SLICE = 5_000
/** Blocks of the index by path that are looked into before others run. */
const BLOCKS_PER_SLICE = 256

/** Sequences to look at: `from` inclusive, `end` exclusive. */
interface Range {
  readonly from: Sequence
  readonly end: Sequence
}

/** A search that collects rows newest first until it has `wanted`. */
interface Search {
  readonly store: OpenStore
  readonly space: number
  readonly wanted: number
  readonly found: OperationTuple[]
}

/**
 * A page of a space's rows, newest first. Filters that no index serves are looked for slice by slice, so that a long
 * log does not hold the event loop; paths are looked up block by block in the index that follows the log.
 */
export async function queryOperations(
  store: OpenStore,
  space: string,
  query: OperationQuery,
): Promise<Page<OperationRow>> {
  const { spaces } = store.writer
  const number = spaces.find(space)
  if (number === undefined) return { rows: [] }
  const search = { store, space: number, wanted: query.limit + 1, found: [] as OperationTuple[] }
  await collect(search, query)
  const rows = search.found.slice(0, query.limit).map((row) => operationOf(spaces, row))
  const last = rows.at(-1)
  const more = search.found.length > query.limit && last !== undefined
  return { rows, ...(more && { next: String(last.sequence) }) }
}

async function collect(search: Search, query: OperationQuery): Promise<void> {
  const range = rangeOf(search, query)
  const rows = rowFilter(query)
  const paths = pathFilters(query)
  const everything = [rows, ...paths.map(onRows)].reduce(both)
  const [path] = paths
  const isIndexed = isServedByIndex(query)
  if (path === undefined) return scan(search, range, rows, isIndexed)
  if (isIndexed && (query.id ?? query.nodes ?? query.run) !== undefined)
    return scan(search, range, everything, true)
  const start = search.store.paths.blocks * PATH_BLOCK
  if (range.end - start > PATH_BLOCK) void search.store.paths.follow()
  await scan(search, { ...range, from: Math.max(range.from, start) }, everything, false)
  await lookUp(search, { ...range, end: Math.min(range.end, start) }, path, everything)
}

function rangeOf({ store }: Search, query: OperationQuery): Range {
  const times = sequencesBetween(store.statements, query)
  const end = query.after === undefined ? settled(store.statements) + 1 : Number(query.after)
  return { from: times.from, end: Math.min(end, times.end) }
}

function both(one: OperationFilter, other: OperationFilter): OperationFilter {
  return { sql: one.sql + other.sql, values: [...one.values, ...other.values] }
}

/** Looks at the rows of a range, all at once where an index leads to them. */
async function scan(
  { store, space, wanted, found }: Search,
  { from, end }: Range,
  filter: OperationFilter,
  isIndexed: boolean,
): Promise<void> {
  const sql = `${SELECT_OPERATION} WHERE space = +? AND sequence >= +? AND sequence < +?${filter.sql} ORDER BY sequence DESC LIMIT +?`
  const statement = store.statements.query<OperationTuple>(sql)
  const slice = isIndexed ? Math.max(1, end - from) : SLICE
  for (let upper = end; upper > from && found.length < wanted; upper -= slice) {
    if (upper < end) await store.pause()
    const range = [Math.max(from, upper - slice), upper]
    found.push(...statement.all(space, ...range, ...filter.values, wanted - found.length))
  }
}

/** Looks up the rows of a range that has blocks of the index by path. */
async function lookUp(
  { store, space, wanted, found }: Search,
  { from, end }: Range,
  path: PathFilter,
  filter: OperationFilter,
): Promise<void> {
  const inBlock = path.ranges.map(
    (range) => `SELECT p.sequence FROM operation_paths AS p
      WHERE p.block = +? AND p.space = +? AND ${range('p.path')} AND p.sequence >= +? AND p.sequence < +?`,
  )
  const sql = `${SELECT_OPERATION} WHERE sequence IN (${inBlock.join(' UNION ALL ')})${filter.sql}
    ORDER BY sequence DESC LIMIT +?`
  const statement = store.statements.query<OperationTuple>(sql)
  const newest = Math.floor((end - 1) / PATH_BLOCK)
  for (let block = newest; block * PATH_BLOCK + PATH_BLOCK > from && block >= 0; block--) {
    if (found.length >= wanted) return
    if ((newest - block) % BLOCKS_PER_SLICE === BLOCKS_PER_SLICE - 1) await store.pause()
    const asked = path.values.flatMap((range) => [block, space, ...range, from, end])
    const values = [...asked, ...filter.values]
    found.push(...statement.all(...values, wanted - found.length))
  }
}
