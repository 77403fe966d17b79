import { compareNames } from '@nexusfs/core/kit'
import type { ChildrenOptions, ChildrenPage, Id, NodeRow } from '@nexusfs/core/spec'
import { childColumns, childOf, ID, type NodeTuple } from './codec.ts'
import { CONTENT_PLACE, type ContentTable, type PlaceTuple } from './content-table.ts'
import type { Statements } from './statements.ts'

/** A child, with where its content lies when that was asked for. */
type ChildTuple = readonly [...NodeTuple, ...Partial<PlaceTuple>]

const CHILD = `SELECT ${childColumns('n')}`
const PLACED = `${CHILD}, ${CONTENT_PLACE.columns}`
const AFTER = `n.space = +? AND n.parent = ${ID} AND n.name > +?`
const END = 'ORDER BY n.name LIMIT +?'

/** SQLite puts blobs after all text. */
const AFTER_ALL_NAMES = Buffer.alloc(0)

/** By whether content is asked for. */
const SQL = [`${CHILD} FROM`, `${PLACED} FROM`].map((select, index) => {
  const join = index === 0 ? '' : CONTENT_PLACE.join
  return {
    live: `${select} nodes AS n ${join} WHERE ${AFTER} ${END}`,
    liveSince: `${select} nodes AS n ${join} WHERE ${AFTER} AND n."from" <= +? ${END}`,
    past: `${select} node_history AS n ${join} WHERE ${AFTER} AND n.name <= +? AND n."to" > +? AND n."from" <= +? ${END}`,
  }
})

/** Children in byte order of names. The space is given by number. */
export function listChildren(
  statements: Statements,
  content: ContentTable,
  space: number,
  parent: Id,
  options: ChildrenOptions,
): ChildrenPage {
  const { limit, contents: isPlaced = false } = options
  const found = tuplesOf(statements, space, parent, options)
  const tuples = found.length > limit ? found.slice(0, limit) : found
  const rows = tuples.map((tuple) => childOf(tuple, parent))
  const contents = isPlaced
    ? tuples.map((tuple, index) => placeOf(content, tuple, rows[index]))
    : undefined
  const last = found.length > limit ? rows.at(-1) : undefined
  return {
    rows,
    ...(contents !== undefined && { contents }),
    ...(last !== undefined && { next: last.name }),
  }
}

/** One more than the limit where there are more. */
function tuplesOf(
  statements: Statements,
  space: number,
  parent: Id,
  { at, after = '', limit, contents }: ChildrenOptions,
): readonly ChildTuple[] {
  const { live, liveSince, past } = SQL[contents === true ? 1 : 0] as (typeof SQL)[number]
  const place = [space, parent, after]
  if (at === undefined) return statements.query<ChildTuple>(live).all(...place, limit + 1)
  // In this order: what ends between the two statements is found twice, and not missed.
  const present = statements.query<ChildTuple>(liveSince).all(...place, at, limit + 1)
  // A page needs no names past its own; else each one would go through all that ever ended in the directory.
  const last = present.length > limit ? present.at(-1)?.[1] : AFTER_ALL_NAMES
  const ended = statements.query<ChildTuple>(past).all(...place, last, at, at, limit + 1)
  return ended.length === 0 ? present : merged(present, ended)
}

/** States at one sequence, of which a name has one. */
function merged(
  present: readonly ChildTuple[],
  ended: readonly ChildTuple[],
): readonly ChildTuple[] {
  const byName = new Map([...present, ...ended].map((tuple) => [tuple[1], tuple]))
  return [...byName.values()].sort((a, b) => compareNames(a[1], b[1]))
}

function placeOf(content: ContentTable, tuple: ChildTuple, row: NodeRow | undefined) {
  const place = tuple.slice(-CONTENT_PLACE.size) as readonly unknown[] as PlaceTuple
  return row?.hash === undefined ? undefined : content.placeOf(place, row.hash)
}
