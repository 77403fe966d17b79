import { throwIfAborted } from '../kit/abort.ts'
import { type CallOptions, type MetadataStore, type NodeRow, ROOT_ID } from '../spec/index.ts'
import type { MemoryTables } from './memory-tables.ts'
import type { NodeTable } from './node-table.ts'

/** Size and soundness of a memory store, which has nothing to give back. `open` gives the tables, or throws `CLOSED`. */
export function inspection(
  open: () => MemoryTables,
): Pick<MetadataStore, 'size' | 'compact' | 'inspect'> {
  return {
    size: async () => ({ bytes: open().content.heldBytes, reclaimable: 0 }),
    async compact(options = {}) {
      open()
      throwIfAborted(options.signal)
      return 0
    },
    inspect: async (options = {}) => [...problemsOf(open(), options)],
  }
}

function* problemsOf(tables: MemoryTables, { signal }: CallOptions): Generator<string> {
  for (const reference of tables.content.references()) {
    throwIfAborted(signal)
    const chain = tables.content.findChain(reference)
    for (const piece of chain === undefined ? [] : [chain.base, chain.part])
      if (tables.content.find(piece) === undefined)
        yield `Content ${reference} is made of content ${piece}, which is not there.`
  }
  for (const [space, nodes] of tables.spaces()) {
    for (const reference of nodes.uses.all())
      if (tables.content.find(reference) === undefined)
        yield `Space "${space}" has files with content ${reference}, which is not there.`
    for (const row of nodes.live()) {
      throwIfAborted(signal)
      if (!isInDirectory(nodes, row))
        yield `Node ${row.id} of space "${space}" lies in ${row.parent}, which is no directory that lives.`
    }
  }
}

function isInDirectory(nodes: NodeTable, row: NodeRow): boolean {
  return row.parent === ROOT_ID || nodes.find(row.parent)?.type === 'directory'
}
