import { compareNames } from '../kit/compare-names.ts'
import {
  type ChildrenOptions,
  type ContentPlace,
  type Id,
  type MetadataStore,
  type NodeRow,
  type NodeWithContent,
  type Page,
  type ReadNodeOptions,
  ROOT_ID,
} from '../spec/index.ts'
import { firstWhere } from './first-where.ts'
import type { MemoryTables } from './memory-tables.ts'
import type { NodeTable } from './node-table.ts'

/** Reads of nodes. `open` gives the tables, or throws `CLOSED`. */
export function nodeReads(
  open: () => MemoryTables,
): Pick<
  MetadataStore,
  'lookup' | 'resolve' | 'getNodes' | 'listChildren' | 'listSpaces' | 'newestChanges'
> {
  return {
    async lookup(space, parent, name, options = {}) {
      const tables = open()
      const nodes = tables.nodes(space)
      const node = inVersion(nodes, nodes.findChild(parent, name, options.at), options)
      return node && withContent(tables, node, options.content)
    },
    async resolve(space, names, options = {}) {
      const tables = open()
      const nodes = tables.nodes(space)
      const walked: NodeRow[] = []
      let parent: Id = ROOT_ID
      for (const name of names) {
        const node = nodes.findChild(parent, name, options.at)
        if (node === undefined) return { walked }
        walked.push(node)
        parent = node.id
      }
      const last = inVersion(nodes, walked.at(-1), options)
      if (last === undefined) return { walked: walked.slice(0, -1) }
      return { found: withContent(tables, last, options.content) }
    },
    async getNodes(space, ids, options = {}) {
      const nodes = open().nodes(space)
      return ids.map((id) => nodes.find(id, options.at))
    },
    async listChildren(space, parent, { at, after, limit, contents }) {
      const tables = open()
      const page = childrenOf(tables.nodes(space), parent, { at, after, limit })
      if (contents !== true) return page
      return { ...page, contents: page.rows.map((row) => placeOfContent(tables, row)) }
    },
    async listSpaces({ after, limit, past = false }) {
      const names = open().spaceNames(past)
      const start = firstPast(names, after)
      const rows = names.slice(start, start + limit)
      return { rows, ...(start + limit < names.length && { next: rows.at(-1) }) }
    },
    async newestChanges(space, directories) {
      const tables = open()
      return directories.map((directory) => {
        const sequence = tables.nodes(space).newestChange(directory)
        return sequence === undefined ? undefined : tables.log.findAt(sequence)?.time
      })
    },
  }
}

function childrenOf(
  nodes: NodeTable,
  parent: Id,
  { at, after, limit }: ChildrenOptions,
): Page<NodeRow> {
  const names = nodes.childNames(parent, at)
  const rows: NodeRow[] = []
  for (let index = firstPast(names, after); index < names.length; index++) {
    const row = nodes.findChild(parent, names[index] as string, at)
    if (row === undefined) continue
    if (rows.length === limit) return { rows, next: rows.at(-1)?.name }
    rows.push(row)
  }
  return { rows }
}

function placeOfContent(tables: MemoryTables, { content }: NodeRow): ContentPlace | undefined {
  const row = content === undefined ? undefined : tables.content.find(content)
  if (row === undefined) return undefined
  const { pool, backend, hash, generation, parts } = row
  return { pool, backend, hash, generation, ...(parts && { parts }) }
}

/** The node, or its newest state with the version that was asked for. */
function inVersion(
  nodes: NodeTable,
  node: NodeRow | undefined,
  { version }: ReadNodeOptions,
): NodeRow | undefined {
  if (node === undefined || version === undefined) return node
  if (node.type === 'directory') return undefined
  const state = nodes.states(node.id).findLast((row) => row.version === version)
  if (state === undefined) return undefined
  const { to: _, ...row } = state
  return row
}

function withContent(
  tables: MemoryTables,
  node: NodeRow,
  content: boolean | undefined,
): NodeWithContent {
  if (content !== true || node.content === undefined) return { node }
  const bytes = tables.content.bytes(node.content)
  return bytes === undefined ? { node } : { node, bytes: bytes.slice() }
}

/** The index of the first name past `after`. */
function firstPast(names: readonly string[], after: string | undefined): number {
  return after === undefined ? 0 : firstWhere(names, (name) => compareNames(name, after) > 0)
}
