import type { VirtualPath } from '../../path/index.ts'
import { type Id, type MetadataStore, ROOT_ID } from '../../spec/index.ts'

/** States of a page of what was at a place. */
const PAGE = 1000
/** Nodes at most: the newest. */
const MOST = 1000

/** The nodes that are or were at a path of a space, the newest first, as far as the directory is still there. */
export async function nodesAtPath(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
): Promise<readonly Id[]> {
  const name = path.segments.at(-1)
  if (name === undefined) return []
  const { found, walked = [] } = await store.resolve(space, path.segments)
  const nodes = new Set<Id>()
  if (found !== undefined) nodes.add(found.node.id)
  const isReached = found !== undefined || walked.length === path.segments.length - 1
  if (!isReached) return [...nodes]
  const parent = found?.node.parent ?? walked.at(-1)?.id ?? ROOT_ID
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.placeHistory(space, parent, name, { after, limit: PAGE })
    for (const { id } of page.rows) if (nodes.size < MOST) nodes.add(id)
    after = page.next
    more = after !== undefined && nodes.size < MOST
  }
  return [...nodes]
}
