import { NexusError } from '@nexusfs/core/kit'
import type { Page, PageOptions, SequenceRange, StateMade } from '@nexusfs/core/spec'
import { ID, idOf } from './codec.ts'
import type { Statements } from './statements.ts'

/** The id of the node and then, for files, the hash as one text; `null` where the state cannot be read. */
type ReadTuple = readonly [operation: number, blobs: string | null, version: number]
type MadeTuple = readonly [operation: number, blobs: string, version: number]

const ID_DIGITS = 32

/** Of nodes that a table names, the states that are present, and those that ended after the operation that made them. */
function statementsOf(table: string, operation: string, order: string): readonly string[] {
  const blobs = `CASE WHEN n.attributes IS NULL OR json_valid(n.attributes)
    THEN hex(n.id || ifnull(n.hash, x'')) END`
  const select = `SELECT ${operation}, ${blobs}, n.version FROM ${table} AS t`
  const state = `n.id = t.node AND +n.space = +? AND n."from" = ${operation}`
  // States of a node do not overlap: the one that the operation made is the first that ended after it.
  const end = `(SELECT min(later."to") FROM node_history AS later
    WHERE later.id = t.node AND +later.space = +? AND later."to" > ${operation})`
  const range = `(${operation}, t.node) > (+?, ${ID}) AND ${operation} <= +? ORDER BY ${order} LIMIT +?`
  return [
    `${select} CROSS JOIN nodes AS n ON ${state} WHERE ${range}`,
    `${select} CROSS JOIN node_history AS n ON ${state} AND n."to" = ${end} WHERE ${range}`,
  ]
}

/** Most operations touch one node, which their own row of the log names; the others have a list. */
const [OWN, OWN_PAST] = statementsOf('operation_log', 't.sequence', 't.sequence') as [
  string,
  string,
]
const [LISTED, LISTED_PAST] = statementsOf(
  'operation_effects',
  't.operation',
  't.operation, t.node',
) as [string, string]

/** Cursors are an operation and a node. The space is given by number. */
export function statesMade(
  statements: Statements,
  space: number,
  { after: before, upTo }: SequenceRange,
  { after, limit }: PageOptions,
): Page<StateMade> {
  const [operation = String(before + 1), node = ''] = after?.split(' ') ?? []
  const range = [Number(operation), node, upTo, limit + 1]
  const page = (sql: string, ...spaces: readonly number[]): readonly MadeTuple[] =>
    readable(statements.query<ReadTuple>(sql).all(...spaces, ...range))
  // The present ones first: what ends between two statements is found twice, and not missed.
  const present = [page(OWN, space), page(LISTED, space)]
  const past = [page(OWN_PAST, space, space), page(LISTED_PAST, space, space)]
  const found = merged([...present, ...past].filter(({ length }) => length > 0))
  const rows = found.slice(0, limit).map(stateOf)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, ...(last !== undefined && { next: `${last.operation} ${last.node}` }) }
}

/** @throws `CORRUPT`. */
function readable(tuples: readonly ReadTuple[]): readonly MadeTuple[] {
  const damaged = tuples.find(([, blobs]) => blobs === null)
  if (damaged === undefined) return tuples as readonly MadeTuple[]
  const problem = `What operation number ${damaged[0]} made cannot be read: attributes that are no JSON.`
  throw new NexusError('CORRUPT', problem, { hint: 'Run fsck.' })
}

/** All of the lists in order, each state once. */
function merged(lists: readonly (readonly MadeTuple[])[]): readonly MadeTuple[] {
  const [first = [], ...others] = lists
  if (others.length === 0) return first
  const all = lists.flat().sort((a, b) => a[0] - b[0] || (nodeOf(a) < nodeOf(b) ? -1 : 1))
  return all.filter((tuple, index) => index === 0 || !isSame(tuple, all[index - 1] as MadeTuple))
}

function isSame(a: MadeTuple, b: MadeTuple): boolean {
  return a[0] === b[0] && nodeOf(a) === nodeOf(b)
}

function nodeOf([, blobs]: MadeTuple): string {
  return blobs.slice(0, ID_DIGITS)
}

function stateOf([operation, digits, version]: MadeTuple): StateMade {
  const blobs = digits.toLowerCase()
  const made = { operation, node: idOf(blobs.slice(0, ID_DIGITS)), version }
  return blobs.length === ID_DIGITS ? made : { ...made, hash: blobs.slice(ID_DIGITS) }
}
