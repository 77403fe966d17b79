import { type Id, type MetadataStore, type NodeRow, ROOT_ID, type Sequence } from '../spec/index.ts'
import type { PathOf } from './tree-change.ts'

/** Ids of one look-up. */
const CHUNK = 1000

/**
 * Paths of nodes as they were at a settled sequence, or are now, found level by level: as many look-ups as the tree is
 * deep. A directory whose state of then was pruned has the name and place that it has now.
 */
export async function findPaths(
  store: MetadataStore,
  space: string,
  nodes: readonly NodeRow[],
  at?: Sequence,
): Promise<PathOf> {
  const known = new Map<Id, NodeRow>()
  for (let wanted = parentsOf(nodes, known); wanted.length > 0; ) {
    const found = await getAll(store, space, wanted, at)
    for (const node of found) known.set(node.id, node)
    wanted = parentsOf(found, known)
  }
  const paths = new Map<Id, string | undefined>([[ROOT_ID, '']])
  const pathOf = ({ parent, name }: NodeRow): string | undefined => {
    if (!paths.has(parent)) {
      // Set first, so that damaged rows that form a loop end here.
      paths.set(parent, undefined)
      const directory = known.get(parent)
      paths.set(parent, directory && pathOf(directory))
    }
    const above = paths.get(parent)
    return above === undefined ? undefined : `${above}/${name}`
  }
  return pathOf
}

function parentsOf(nodes: readonly NodeRow[], known: ReadonlyMap<Id, NodeRow>): Id[] {
  const parents = new Set(nodes.map(({ parent }) => parent))
  return [...parents].filter((id) => id !== ROOT_ID && !known.has(id))
}

async function getAll(
  store: MetadataStore,
  space: string,
  ids: readonly Id[],
  at: Sequence | undefined,
): Promise<NodeRow[]> {
  const found: NodeRow[] = []
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK)
    const then = await store.getNodes(space, chunk, { at })
    found.push(...then.filter((node) => node !== undefined))
    const missing = at === undefined ? [] : chunk.filter((_, index) => then[index] === undefined)
    if (missing.length === 0) continue
    const now = await store.getNodes(space, missing)
    found.push(...now.filter((node) => node !== undefined))
  }
  return found
}
