import type { Id, NodeWithContent } from '@nexusfs/core/spec'
import { ID, type NodeTuple, nodeColumns, nodeOf, plainBytes } from './codec.ts'
import { parentOf } from './node-path.ts'
import type { Statements } from './statements.ts'

type VersionTuple = readonly [...NodeTuple, bytes: Uint8Array | null]

interface VersionOptions {
  readonly version: number
  readonly content?: boolean | undefined
}

/** Reads of a file's newest state with a version, each one statement. Spaces are given by number. */
export class VersionReads {
  readonly #statements: Statements
  /** By the number of names and whether bytes come along. */
  readonly #walks: string[] = []

  constructor(statements: Statements) {
    this.#statements = statements
  }

  lookup(
    space: number,
    parent: Id,
    name: string,
    options: VersionOptions,
  ): NodeWithContent | undefined {
    const sql = statementOf(
      `n.space = +? AND n.parent = ${ID} AND n.name = +?`,
      options.content === true,
    )
    return this.#read(sql, [space, parent, name], options)
  }

  /** Walks names from the root; `undefined` also when one on the way is not there. */
  walk(
    space: number,
    names: readonly string[],
    options: VersionOptions,
  ): NodeWithContent | undefined {
    const index = names.length * 2 + (options.content === true ? 1 : 0)
    this.#walks[index] ??= statementOf(
      `n.space = +? AND n.name = +? AND n.parent = ${parentOf(names.length)}`,
      options.content === true,
    )
    const place: unknown[] = []
    for (let at = names.length - 1; at >= 0; at--) place.push(space, names[at])
    return this.#read(this.#walks[index], place, options)
  }

  #read(
    sql: string,
    place: readonly unknown[],
    { version }: VersionOptions,
  ): NodeWithContent | undefined {
    const values = [version, ...place, version, ...place, version]
    const row = this.#statements.query<VersionTuple>(sql).get(...values)
    if (row === undefined) return undefined
    const bytes = row[12]
    const node = nodeOf(row as readonly unknown[] as NodeTuple)
    return bytes === null ? { node } : { node, bytes: plainBytes(bytes) }
  }
}

/**
 * The past state first, which asks nothing of the history when the present has the version; a version is mostly read
 * because it is past. The index by node has the version, so only the row that is wanted is read. The plus signs before
 * parameters keep SQLite from planning the statement anew for other values, which costs ten times what the read does.
 */
function statementOf(place: string, content: boolean): string {
  const bytes = (table: string): string =>
    content ? `(SELECT bytes FROM content WHERE content.id = ${table}.content)` : 'NULL'
  return `SELECT ${nodeColumns('h')}, ${bytes('h')} FROM nodes AS n CROSS JOIN node_history AS h ON h.id = n.id AND +h.space = n.space
      AND h."to" = (SELECT max("to") FROM node_history AS p WHERE p.id = n.id AND +p.space = n.space AND p.version = +?)
    WHERE ${place} AND n.version <> +? AND n.type = 1
  UNION ALL
  SELECT ${nodeColumns('n')}, ${bytes('n')} FROM nodes AS n WHERE ${place} AND n.version = +? AND n.type = 1`
}
