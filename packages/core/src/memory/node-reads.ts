import { compareNames } from '../kit/compare-names.ts'
import {
  type HistoryRow,
  type Id,
  type MetadataStore,
  type NodeRow,
  type NodeWithContent,
  type Page,
  type PageOptions,
  ROOT_ID,
} from '../spec/index.ts'
import type { MemoryTables } from './memory-tables.ts'

/** Reads of nodes and of their history. `open` gives the tables, or throws `CLOSED`. */
export function nodeReads(
  open: () => MemoryTables,
): Pick<
  MetadataStore,
  | 'lookup'
  | 'resolve'
  | 'getNodes'
  | 'listChildren'
  | 'listSpaces'
  | 'newestChanges'
  | 'nodeHistory'
  | 'effects'
> {
  return {
    async lookup(space, parent, name, options = {}) {
      const tables = open()
      const node = tables.nodes(space).findChild(parent, name, options.at)
      return node && withContent(tables, node, options.content)
    },
    async resolve(space, names, options = {}) {
      const tables = open()
      const walked: NodeRow[] = []
      let parent: Id = ROOT_ID
      for (const name of names) {
        const node = tables.nodes(space).findChild(parent, name, options.at)
        if (node === undefined) return { walked }
        walked.push(node)
        parent = node.id
      }
      const last = walked.at(-1)
      return last === undefined ? { walked } : { found: withContent(tables, last, options.content) }
    },
    async getNodes(space, ids, options = {}) {
      const nodes = open().nodes(space)
      return ids.map((id) => nodes.find(id, options.at))
    },
    async listChildren(space, parent, { at, after, limit }) {
      const nodes = open().nodes(space)
      const names = nodes.childNames(parent, at)
      const rows: NodeRow[] = []
      for (let index = firstPast(names, after); index < names.length; index++) {
        const row = nodes.findChild(parent, names[index] as string, at)
        if (row === undefined) continue
        if (rows.length === limit) return { rows, next: rows.at(-1)?.name }
        rows.push(row)
      }
      return { rows }
    },
    async listSpaces({ after, limit }) {
      const names = open().spaceNames()
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
    async nodeHistory(space, node, options) {
      const states = open().nodes(space).states(node).toReversed()
      return page(states, options, (row) => String(row.from))
    },
    async effects(space, operation, options) {
      const tables = open()
      const row = tables.log.find(space, operation)
      const states = row === undefined ? [] : tables.nodes(space).effects(row.sequence)
      return page(
        states,
        options,
        (state) => `${state.from === row?.sequence ? 'made' : 'ended'} ${state.id}`,
      )
    },
  }
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

/** The index of the first name past `after`, by halving. */
function firstPast(names: readonly string[], after: string | undefined): number {
  if (after === undefined) return 0
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareNames(names[middle] as string, after) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

function page(
  states: readonly HistoryRow[],
  { after, limit }: PageOptions,
  cursorOf: (row: HistoryRow) => string,
): Page<HistoryRow> {
  const start = after === undefined ? 0 : states.findIndex((row) => cursorOf(row) === after) + 1
  const rows = states.slice(start, start + limit)
  const last = rows.at(-1)
  const more = start + limit < states.length
  return { rows, ...(more && last !== undefined && { next: cursorOf(last) }) }
}
