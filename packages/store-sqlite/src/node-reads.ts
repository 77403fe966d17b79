import {
  type Id,
  type NodeRow,
  type NodeWithContent,
  type ReadNodeOptions,
  ROOT_ID,
  type Sequence,
  type Walk,
} from '@nexusfs/core/spec'
import {
  childColumns,
  childOf,
  ID,
  type NodeTuple,
  nodeColumns,
  nodeOf,
  plainBytes,
} from './codec.ts'
import type { DirectoryCache } from './directory-cache.ts'
import { parentOf } from './node-path.ts'
import type { Statements } from './statements.ts'
import { VersionReads } from './version-reads.ts'

type ContentNodeTuple = readonly [...NodeTuple, bytes: Uint8Array | null]
/** A node with the end of the log that it was read at, and its bytes when they were asked for. */
type WalkTuple = readonly [...NodeTuple, end: Sequence, bytes?: Uint8Array | null]

const BYTES = '(SELECT bytes FROM content WHERE content.id = n.content)'
const CHILD = `SELECT ${childColumns('n')}`
const END = '(SELECT max(sequence) FROM operation_log)'
const PLACE = `space = ? AND parent = ${ID} AND name = ?`

const SQL = {
  child: `${CHILD} FROM nodes AS n WHERE ${PLACE}`,
  childWithContent: `${CHILD}, ${BYTES} FROM nodes AS n WHERE ${PLACE}`,
  known: `${CHILD}, ${END} FROM nodes AS n WHERE ${PLACE}`,
  knownWithContent: `${CHILD}, ${END}, ${BYTES} FROM nodes AS n WHERE ${PLACE}`,
  pastChild: `${CHILD} FROM node_history AS n WHERE space = +? AND parent = ${ID} AND name = +? AND "to" > +? AND "from" <= +? ORDER BY "to" LIMIT 1`,
  byId: `SELECT ${nodeColumns('n')} FROM nodes AS n WHERE id = ${ID} AND space = ?`,
  pastById: `SELECT ${nodeColumns('n')} FROM node_history AS n WHERE id = ${ID} AND "to" > +? AND "from" <= +? AND +space = +? ORDER BY "to" LIMIT 1`,
  bytes: 'SELECT bytes FROM content WHERE id = ?',
} as const

/** Names that one statement walks: SQLite ends expressions at a depth of 1,000, which 26 names pass. */
const MAX_NESTED_NAMES = 16

/** Reads of nodes, now or at a sequence. Spaces are given by number. */
export class NodeReads {
  readonly #statements: Statements
  readonly #directories: DirectoryCache
  /** By depth: the walk of so many names in one statement. */
  readonly #walks: string[] = []
  readonly #versions: VersionReads

  constructor(statements: Statements, directories: DirectoryCache) {
    this.#statements = statements
    this.#versions = new VersionReads(statements)
    this.#directories = directories
  }

  lookup(space: number, parent: Id, name: string, options?: ReadNodeOptions) {
    if (options?.at !== undefined) return this.#lookupAt(space, parent, name, options)
    if (options?.version !== undefined) {
      const { version, content } = options
      return this.#versions.lookup(space, parent, name, { version, content })?.found
    }
    if (options?.content !== true) {
      const row = this.#statements.query<NodeTuple>(SQL.child).get(space, parent, name)
      return row && { node: childOf(row, parent) }
    }
    const row = this.#statements
      .query<ContentNodeTuple>(SQL.childWithContent)
      .get(space, parent, name)
    return row && withBytes(childOf(row, parent), row[12])
  }

  /** One statement where every name is there; else name by name, to tell how far it goes. */
  resolve(space: number, names: readonly string[], options?: ReadNodeOptions): Walk {
    if (options?.at === undefined && names.length <= MAX_NESTED_NAMES) {
      const version = options?.version
      const found =
        version === undefined
          ? this.#find(space, names, options?.content === true)
          : this.#findVersion(space, names, { content: options?.content, version })
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

  /** One step from a directory that is known, where that still holds; else the whole walk. */
  #find(space: number, names: readonly string[], content: boolean): NodeWithContent | undefined {
    const parent = this.#directories.find(space, names)
    if (parent === undefined) return this.#walk(space, names, content)
    const row = this.#statements
      .query<WalkTuple>(content ? SQL.knownWithContent : SQL.known)
      .get(space, parent, names.at(-1))
    if (row === undefined) return undefined
    if (!this.#directories.holdsAt(row[12])) return this.#walk(space, names, content)
    return withBytes(childOf(row, parent), row[13])
  }

  /** One step as well, after a walk that makes the directory known; `undefined` also where that holds no more. */
  #findVersion(
    space: number,
    names: readonly string[],
    options: { readonly version: number; readonly content: boolean | undefined },
  ): NodeWithContent | undefined {
    const parent =
      this.#directories.find(space, names) ?? this.#walk(space, names, false)?.node.parent
    if (parent === undefined) return undefined
    const read = this.#versions.lookup(space, parent, names.at(-1) as string, options)
    return read !== undefined && this.#directories.holdsAt(read.end) ? read.found : undefined
  }

  #walk(space: number, names: readonly string[], content: boolean): NodeWithContent | undefined {
    const sql = this.#walkStatement(names.length, content)
    const values: unknown[] = []
    for (let index = names.length - 1; index >= 0; index--) values.push(space, names[index])
    const row = this.#statements.query<WalkTuple>(sql).get(...values)
    if (row === undefined) return undefined
    const node = nodeOf(row)
    this.#directories.remember(space, names, node.parent, row[12])
    return withBytes(node, row[13])
  }

  #walkStatement(depth: number, content: boolean): string {
    const index = depth * 2 + (content ? 1 : 0)
    const known = this.#walks[index]
    if (known !== undefined) return known
    const parent = parentOf(depth)
    const columns = [nodeColumns('n'), END, ...(content ? [BYTES] : [])].join(', ')
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
    const node = childOf(row, parent)
    if (content !== true || node.content === undefined) return { node }
    const bytes = this.#statements.query<[Uint8Array | null]>(SQL.bytes).get(node.content)?.[0]
    return withBytes(node, bytes)
  }
}

function withBytes(node: NodeRow, bytes: Uint8Array | null | undefined): NodeWithContent {
  return bytes === undefined || bytes === null ? { node } : { node, bytes: plainBytes(bytes) }
}
