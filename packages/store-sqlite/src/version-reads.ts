import type { Id, NodeWithContent, Sequence } from '@nexusfs/core/spec'
import { ID, type NodeTuple, nodeColumns, nodeOf, plainBytes } from './codec.ts'
import type { Statements } from './statements.ts'

type VersionTuple = readonly [...NodeTuple, end: Sequence, bytes: Uint8Array | null]

interface VersionOptions {
  readonly version: number
  readonly content?: boolean | undefined
}

/** A state with the end of the log that it was read at. */
interface VersionRead {
  readonly found: NodeWithContent
  readonly end: Sequence
}

const PLACE = `n.space = +? AND n.parent = ${ID} AND n.name = +? AND n.type = 1`
const END = '(SELECT max(sequence) FROM operation_log)'

/**
 * By whether bytes come along. The index by node has the version, so that only the row that is wanted is read. The plus
 * signs before parameters keep SQLite from planning the statement anew for other values, which costs ten times what
 * the read does.
 */
const PAST = byContent(
  (bytes) => `SELECT ${nodeColumns('h')}, ${END}, ${bytes('h')} FROM nodes AS n
    CROSS JOIN node_history AS p ON p.id = n.id AND +p.space = n.space AND p.version = +?
    CROSS JOIN node_history AS h ON h.space = p.space AND h.parent = p.parent AND h.name = p.name AND h."to" = p."to"
    WHERE ${PLACE} AND n.version <> +? ORDER BY p."to" DESC LIMIT 1`,
)
const PRESENT = byContent(
  (bytes) =>
    `SELECT ${nodeColumns('n')}, ${END}, ${bytes('n')} FROM nodes AS n WHERE ${PLACE} AND n.version = +?`,
)

/** Reads a file's newest state with a version. Spaces are given by number. */
export class VersionReads {
  readonly #statements: Statements

  constructor(statements: Statements) {
    this.#statements = statements
  }

  /** The past state first: a version is mostly read because it is past. Where the present has it, no past one counts. */
  lookup(
    space: number,
    parent: Id,
    name: string,
    { version, content = false }: VersionOptions,
  ): VersionRead | undefined {
    const index = content ? 1 : 0
    const place = [space, parent, name]
    const row =
      this.#statements.query<VersionTuple>(PAST[index]).get(version, ...place, version) ??
      this.#statements.query<VersionTuple>(PRESENT[index]).get(...place, version)
    if (row === undefined) return undefined
    const [end, bytes] = [row[12], row[13]]
    const node = nodeOf(row)
    return { found: bytes === null ? { node } : { node, bytes: plainBytes(bytes) }, end }
  }
}

function byContent(
  statement: (bytes: (table: string) => string) => string,
): readonly [plain: string, withBytes: string] {
  return [
    statement(() => 'NULL'),
    statement((table) => `(SELECT bytes FROM content WHERE content.id = ${table}.content)`),
  ]
}
