import type { VirtualPath } from '../path/index.ts'
import type { MetadataStore, NodeRow } from '../spec/index.ts'

/** A copy or rename of one path to another. */
export interface TransferTrace {
  readonly type: 'copy' | 'rename'
  readonly from: VirtualPath
  readonly to: VirtualPath
}

/** Whether the state of a node is what a transfer made, so that an earlier attempt of it can be gone on with. */
export async function isLeftBy(
  store: MetadataStore,
  space: string,
  node: NodeRow,
  { type, from, to }: TransferTrace,
): Promise<boolean> {
  const query = { nodes: [node.id], types: [type], limit: 10 }
  const { rows } = await store.operations(space, query)
  return rows.some(
    ({ path, target, sequence }) =>
      path === from.text && target === to.text && sequence === node.from,
  )
}
