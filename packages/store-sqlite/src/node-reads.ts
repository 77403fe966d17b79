import {
  type AtOptions,
  type Id,
  type NodeRow,
  type NodeWithContent,
  type Page,
  type PageOptions,
  type ReadNodeOptions,
  ROOT_ID,
  type Sequence,
  type Walk,
} from '@nexusfs/core/spec'
import { ID, type NodeTuple, nodeColumns, nodeOf, plainBytes } from './codec.ts'
import { parentOf } from './node-path.ts'
import type { Statements } from './statements.ts'
import { VersionReads } from './version-reads.ts'

type ContentNodeTuple = readonly [...NodeTuple, bytes: Uint8Array | null]

const BYTES = '(SELECT bytes FROM content WHERE content.id = n.content)'
const PLACE = `space = ? AND parent = ${ID} AND name = ?`

const SQL = {
  child: `SELECT ${nodeColumns('n')} FROM nodes AS n WHERE ${PLACE}`,
  childWithContent: `SELECT ${nodeColumns('n')}, ${BYTES} FROM nodes AS n WHERE ${PLACE}`,
  pastChild: `SELECT ${nodeColumns('n')} FROM node_history AS n WHERE space = +? AND parent = ${ID} AND name = +? AND "to" > +? AND "from" <= +? ORDER BY "to" LIMIT 1`,
  byId: `SELECT ${nodeColumns('n')} FROM nodes AS n WHERE id = ${ID} AND space = ?`,
  pastById: `SELECT ${nodeColumns('n')} FROM node_history AS n WHERE id = ${ID} AND "to" > +? AND "from" <= +? AND +space = +? ORDER BY "to" LIMIT 1`,
  bytes: 'SELECT bytes FROM content WHERE id = ?',
  children: `SELECT ${nodeColumns('n')} FROM nodes AS n WHERE space = +? AND parent = ${ID} AND name > +? ORDER BY name LIMIT +?`,
  pastChildren: `SELECT ${nodeColumns('n')} FROM nodes AS n WHERE space = +? AND parent = ${ID} AND name > +? AND "from" <= +?
    UNION ALL
    SELECT ${nodeColumns('n')} FROM node_history AS n WHERE space = +? AND parent = ${ID} AND name > +? AND "to" > +? AND "from" <= +?
    ORDER BY 2 LIMIT +?`,
} as const

/** Names that one statement walks: SQLite ends expressions at a depth of 1,000, which 26 names pass. */
const MAX_NESTED_NAMES = 16

/** Reads of nodes, now or at a sequence. Spaces are given by number. */
export class NodeReads {
  readonly #statements: Statements
  /** By depth: the walk of so many names in one statement. */
  readonly #walks: string[] = []
  readonly #versions: VersionReads

  constructor(statements: Statements) {
    this.#statements = statements
    this.#versions = new VersionReads(statements)
  }

  lookup(space: number, parent: Id, name: string, options?: ReadNodeOptions) {
    if (options?.at !== undefined) return this.#lookupAt(space, parent, name, options)
    if (options?.version !== undefined)
      return this.#versions.lookup(space, parent, name, { ...options, version: options.version })
    if (options?.content !== true) {
      const row = this.#statements.query<NodeTuple>(SQL.child).get(space, parent, name)
      return row && { node: nodeOf(row) }
    }
    const row = this.#statements
      .query<ContentNodeTuple>(SQL.childWithContent)
      .get(space, parent, name)
    return row && withBytes(row)
  }

  /** One statement where every name is there; else name by name, to tell how far it goes. */
  resolve(space: number, names: readonly string[], options?: ReadNodeOptions): Walk {
    if (options?.at === undefined && names.length <= MAX_NESTED_NAMES) {
      const version = options?.version
      const found =
        version === undefined
          ? this.#walk(space, names, options?.content === true)
          : this.#versions.walk(space, names, { content: options?.content, version })
      if (found !== undefined) return { found }
    }
    const walked: NodeRow[] = []
    let parent: Id = ROOT_ID
    let found: NodeWithContent | undefined
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1
      found = this.lookup(space, parent, name, isLast ? options : { at: options?.at })
      if (found === undefined) return { walked }
      walked.push(found.node)
      parent = found.node.id
    }
    return found === undefined ? { walked } : { found }
  }

  getNodes(space: number, ids: readonly Id[], at?: Sequence): readonly (NodeRow | undefined)[] {
    return ids.map((id) => {
      const row = this.#statements.query<NodeTuple>(SQL.byId).get(id, space)
      if (at === undefined || (row !== undefined && row[2] <= at)) return row && nodeOf(row)
      const past = this.#statements.query<NodeTuple>(SQL.pastById).get(id, at, at, space)
      return past && nodeOf(past)
    })
  }

  /** Children in byte order of names. */
  listChildren(space: number, parent: Id, options: AtOptions & PageOptions): Page<NodeRow> {
    const { at, after = '', limit } = options
    const place = [space, parent, after]
    const found =
      at === undefined
        ? this.#statements.query<NodeTuple>(SQL.children).all(...place, limit + 1)
        : this.#statements
            .query<NodeTuple>(SQL.pastChildren)
            .all(...place, at, ...place, at, at, limit + 1)
    if (found.length <= limit) return { rows: found.map(nodeOf) }
    const rows = found.slice(0, limit).map(nodeOf)
    const last = rows.at(-1)
    return { rows, ...(last !== undefined && { next: last.name }) }
  }

  #walk(space: number, names: readonly string[], content: boolean): NodeWithContent | undefined {
    const sql = this.#walkStatement(names.length, content)
    const values: unknown[] = []
    for (let index = names.length - 1; index >= 0; index--) values.push(space, names[index])
    if (!content) {
      const row = this.#statements.query<NodeTuple>(sql).get(...values)
      return row && { node: nodeOf(row) }
    }
    const row = this.#statements.query<ContentNodeTuple>(sql).get(...values)
    return row && withBytes(row)
  }

  #walkStatement(depth: number, content: boolean): string {
    const index = depth * 2 + (content ? 1 : 0)
    const known = this.#walks[index]
    if (known !== undefined) return known
    const parent = parentOf(depth)
    const columns = content ? `${nodeColumns('n')}, ${BYTES}` : nodeColumns('n')
    const sql = `SELECT ${columns} FROM nodes AS n WHERE space = ? AND name = ? AND parent = ${parent}`
    this.#walks[index] = sql
    return sql
  }

  #lookupAt(
    space: number,
    parent: Id,
    name: string,
    { at = 0, content }: ReadNodeOptions,
  ): NodeWithContent | undefined {
    const live = this.#statements.query<NodeTuple>(SQL.child).get(space, parent, name)
    const row =
      live !== undefined && live[2] <= at
        ? live
        : this.#statements.query<NodeTuple>(SQL.pastChild).get(space, parent, name, at, at)
    if (row === undefined) return undefined
    const node = nodeOf(row)
    if (content !== true || node.content === undefined) return { node }
    const bytes = this.#statements.query<[Uint8Array | null]>(SQL.bytes).get(node.content)?.[0]
    return bytes === undefined || bytes === null ? { node } : { node, bytes: plainBytes(bytes) }
  }
}

function withBytes(row: ContentNodeTuple): NodeWithContent {
  const bytes = row[12]
  const node = nodeOf(row as readonly unknown[] as NodeTuple)
  return bytes === null ? { node } : { node, bytes: plainBytes(bytes) }
}
