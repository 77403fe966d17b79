import type { ContentState, HistoryRow, Id, NodeRow, Origin } from '@nexusfs/core/spec'

/**
 * What is read of a node. The blobs come as one hexadecimal text, since each blob that crosses into
 * JavaScript costs more than all the numbers together: id, then the parent unless it is known, then for files the
 * hash. The origin, which few nodes have, is its node as hexadecimal text and then the version.
 */
export type NodeTuple = readonly [
  blobs: string,
  name: string,
  from: number,
  version: number,
  size: number,
  content: number | null,
  contentType: string | null,
  createdAt: number,
  modifiedAt: number,
  createdBy: string | null,
  attributes: string | null,
  origin: string | null,
]

/** What begins with a node. */
type StartsWithNode = readonly [...NodeTuple, ...unknown[]]

/** A node with the operation that ended the state, `null` while it is the present. */
export type HistoryTuple = readonly [...NodeTuple, to: number | null]

/** The select list of a {@link NodeTuple} for {@link nodeOf}. */
export function nodeColumns(table: string): string {
  return columnsOf(table, `${table}.id || ${table}.parent || ifnull(${table}.hash, x'')`)
}

/** The select list of a {@link NodeTuple} for {@link childOf}. */
export function childColumns(table: string): string {
  return columnsOf(table, `${table}.id || ifnull(${table}.hash, x'')`)
}

function columnsOf(table: string, blobs: string): string {
  const plain =
    'name, "from", version, size, content, content_type, created_at, modified_at, created_by, attributes'
  const columns = plain.split(', ').map((column) => `${table}.${column}`)
  const origin = `CASE WHEN ${table}.origin_version IS NOT NULL THEN hex(${table}.origin_node) || ${table}.origin_version END`
  return [`hex(${blobs})`, ...columns, origin].join(', ')
}

const ID_DIGITS = 32

/** The node of a row. */
export function nodeOf(row: StartsWithNode): NodeRow {
  const blobs = row[0].toLowerCase()
  return nodeFrom(row, blobs, idAt(blobs, ID_DIGITS), 2 * ID_DIGITS)
}

/** The node of a row whose parent is known. */
export function childOf(row: StartsWithNode, parent: Id): NodeRow {
  return nodeFrom(row, row[0].toLowerCase(), parent, ID_DIGITS)
}

/** A file has a hash after its ids, a directory has not. */
function nodeFrom(row: StartsWithNode, blobs: string, parent: Id, idDigits: number): NodeRow {
  const isFile = blobs.length > idDigits
  const origin = row[11]
  return {
    id: idAt(blobs, 0),
    parent,
    name: row[1],
    type: isFile ? 'file' : 'directory',
    from: row[2],
    version: row[3],
    size: row[4],
    hash: isFile ? blobs.slice(idDigits) : undefined,
    content: row[5] ?? undefined,
    contentType: row[6] ?? undefined,
    createdAt: row[7],
    modifiedAt: row[8],
    createdBy: row[9] ?? undefined,
    attributes: row[10] === null ? undefined : JSON.parse(row[10]),
    origin: origin === null ? undefined : originOf(origin),
  }
}

function originOf(text: string): Origin {
  return { node: idOf(text.slice(0, ID_DIGITS)), version: Number(text.slice(ID_DIGITS)) }
}

/** The state of a row, with its end. */
export function historyOf(row: HistoryTuple): HistoryRow {
  const to = row[12]
  return to === null ? nodeOf(row) : { ...nodeOf(row), to }
}

/** The id of 32 hexadecimal digits of either case. */
export function idOf(digits: string): Id {
  return idAt(digits.toLowerCase(), 0)
}

function idAt(hex: string, at: number): Id {
  return `${hex.slice(at, at + 8)}-${hex.slice(at + 8, at + 12)}-${hex.slice(at + 12, at + 16)}-${hex.slice(at + 16, at + 20)}-${hex.slice(at + 20, at + 32)}`
}

/** An id as text becomes its 16 bytes in SQL, which is cheaper than a Buffer made in JavaScript. */
export const ID = `unhex(?, '-')`
/** A hash as text becomes its 32 bytes. */
export const HASH = 'unhex(?)'

/** Columns of a node's state that most nodes have, in the order of {@link stateValues}. */
export const PLAIN_COLUMNS =
  'id, type, "from", version, size, hash, content, content_type, created_at, modified_at, created_by, attributes'
/** Columns of a node's state, in the order in which they are written. */
export const STATE_COLUMNS = `${PLAIN_COLUMNS}, origin_node, origin_version`

/** Placeholders of {@link stateValues}. */
export const PLAIN_PLACEHOLDERS = `${ID}, ?, ?, ?, ?, ${HASH}, ?, ?, ?, ?, ?, ?`
/** Placeholders of {@link stateValues} and {@link originValues}. */
export const STATE_PLACEHOLDERS = `${PLAIN_PLACEHOLDERS}, ${ID}, ?`

/** Values of a node's state without its origin. */
export function stateValues(row: NodeRow): readonly unknown[] {
  return [
    row.id,
    row.type === 'file' ? 1 : 0,
    row.from,
    row.version,
    row.size,
    row.hash ?? null,
    row.content ?? null,
    row.contentType ?? null,
    row.createdAt,
    row.modifiedAt,
    row.createdBy ?? null,
    row.attributes === undefined ? null : JSON.stringify(row.attributes),
  ]
}

/** Values of a node's origin. */
export function originValues({ origin }: NodeRow): readonly unknown[] {
  return [origin?.node ?? null, origin?.version ?? null]
}

/** 4 is that of a row which only keeps its number from being given again; nobody reads its state. */
const STATES: readonly ContentState[] = [
  'pending',
  'present',
  'suspect',
  'condemned',
  'condemned',
  'renewing',
]

/** The number that stands for a state of content. */
export function contentStateNumber(state: ContentState): number {
  return STATES.indexOf(state)
}

/** The state of content behind a number. */
export function contentStateOf(number: number): ContentState {
  return STATES[number] as ContentState
}

/** Bytes of the database as a plain `Uint8Array`. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
