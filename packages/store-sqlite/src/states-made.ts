import { NexusError } from '@nexusfs/core/kit'
import type { Page, PageOptions, Sequence, SequenceRange, StateMade } from '@nexusfs/core/spec'
import { ID, idOf } from './codec.ts'
import type { Statements } from './statements.ts'

/** The id of the node and then, for files, the hash as one text; `null` where the state cannot be read. */
type ReadTuple = readonly [operation: number, blobs: string | null, version: number]
type MadeTuple = readonly [operation: number, blobs: string, version: number]

const ID_DIGITS = 32

/** A state's {@link ReadTuple} without the operation; states are unreadable where their attributes are. */
function columnsOf(table: string): string {
  return `CASE WHEN ${table}.attributes IS NULL OR json_valid(${table}.attributes)
    THEN hex(${table}.id || ifnull(${table}.hash, x'')) END`
}

/**
 * Of nodes that operations `o` touched, the states that they made, whether present or past. Begins with the operations of
 * the space, since others may have made any number of states between them.
 */
function statementOf(from: string, node: string, order: string): string {
  // States of a node do not overlap: the one that the operation made is the first that ended after it.
  const end = `(SELECT min(later."to") FROM node_history AS later
    WHERE later.id = ${node} AND +later.space = o.space AND later."to" > o.sequence)`
  return `SELECT o.sequence, CASE WHEN n.id IS NOT NULL THEN ${columnsOf('n')} ELSE ${columnsOf('h')} END,
      ifnull(n.version, h.version)
    FROM ${from}
    LEFT JOIN nodes AS n ON n.id = ${node} AND +n.space = o.space AND n."from" = o.sequence
    LEFT JOIN node_history AS h
      ON n.id IS NULL AND h.id = ${node} AND +h.space = o.space AND h."from" = o.sequence AND h."to" = ${end}
    WHERE o.space = +? AND o.sequence >= +? AND o.sequence <= +?
      AND ${node} > CASE WHEN o.sequence = +? THEN ${ID} ELSE x'' END
      AND (n.id IS NOT NULL OR h.id IS NOT NULL)
    ORDER BY ${order} LIMIT +?`
}

/** Most operations touch one node, which their own row of the log names; the others have a list. */
const SQL = {
  own: statementOf('operation_log AS o', 'o.node', 'o.sequence'),
  listed: statementOf(
    'operation_log AS o CROSS JOIN operation_effects AS t ON t.operation = o.sequence',
    't.node',
    'o.sequence, t.node',
  ),
} as const

/** Cursors are an operation and a node. The space is given by number. */
export function statesMade(
  statements: Statements,
  space: number,
  { after: before, upTo }: SequenceRange,
  { after, limit }: PageOptions,
): Page<StateMade> {
  const [operation = before + 1, node = ''] = cursorOf(after)
  const page = (sql: string, last: Sequence): readonly MadeTuple[] => {
    const values = [space, operation, last, operation, node, limit + 1]
    return readable(statements.query<ReadTuple>(sql).all(...values))
  }
  const listed = page(SQL.listed, upTo)
  const own = page(SQL.own, listed.length > limit ? (listed.at(-1)?.[0] ?? upTo) : upTo)
  const found = merged(own, listed)
  const rows = found.slice(0, limit).map(stateOf)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, ...(last !== undefined && { next: `${last.operation} ${last.node}` }) }
}

function cursorOf(after: string | undefined): readonly [operation?: Sequence, node?: string] {
  const [operation, node] = after?.split(' ') ?? []
  return operation === undefined || node === undefined ? [] : [Number(operation), node]
}

/** @throws `CORRUPT`. */
function readable(tuples: readonly ReadTuple[]): readonly MadeTuple[] {
  const damaged = tuples.find(([, blobs]) => blobs === null)
  if (damaged === undefined) return tuples as readonly MadeTuple[]
  const problem = `What operation number ${damaged[0]} made cannot be read: attributes that are no JSON.`
  throw new NexusError('CORRUPT', problem, { hint: 'Run fsck.' })
}

/** Both in order, each state once: an operation with a list has one of its nodes in its own row too. */
function merged(own: readonly MadeTuple[], listed: readonly MadeTuple[]): readonly MadeTuple[] {
  if (listed.length === 0) return own
  const all = [...own, ...listed]
  all.sort((a, b) => a[0] - b[0] || (nodeOf(a) < nodeOf(b) ? -1 : 1))
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
