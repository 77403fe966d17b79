import { childPath, ROOT_PATH, type VirtualPath } from '../path/index.ts'
import { type Id, type MetadataStore, type NodeRow, ROOT_ID } from '../spec/index.ts'
import type { PlannedNode } from './plan-node.ts'

/** Ids of one question. */
const CHUNK = 1000

/** A node's place. */
type Place = Pick<NodeRow, 'parent' | 'name'>

/** Paths of planned nodes: where they are, and where they would be; `undefined` where they are not. */
export interface PlannedPaths {
  before(node: PlannedNode): VirtualPath | undefined
  after(node: PlannedNode): VirtualPath | undefined
}

/** Finds the paths of nodes, level by level: as many questions as the tree is deep. */
export async function findPlannedPaths(
  store: MetadataStore,
  space: string,
  planned: ReadonlyMap<Id, PlannedNode>,
  nodes: readonly PlannedNode[],
): Promise<PlannedPaths> {
  const rows = new Map<Id, NodeRow>()
  const parentsOf = (places: readonly (Place | null | undefined)[]) =>
    new Set(places.flatMap((place) => (place == null ? [] : [place.parent])))
  let wanted = parentsOf(nodes.flatMap(({ present, facets }) => [present, facets.place]))
  const seen = new Set<Id>([ROOT_ID])
  while (wanted.size > 0) {
    const fresh = [...wanted].filter((id) => !seen.has(id))
    for (const id of fresh) seen.add(id)
    const unknown = fresh.filter((id) => !planned.has(id))
    for (let start = 0; start < unknown.length; start += CHUNK) {
      const found = await store.getNodes(space, unknown.slice(start, start + CHUNK))
      for (const row of found) if (row !== undefined) rows.set(row.id, row)
    }
    wanted = parentsOf(
      fresh.flatMap((id) => [
        rows.get(id),
        planned.get(id)?.present,
        planned.get(id)?.facets.place,
      ]),
    )
  }
  const before = createPathFinder((id) => rows.get(id) ?? planned.get(id)?.present)
  const after = createPathFinder((id) => rows.get(id) ?? planned.get(id)?.facets.place)
  return {
    before: ({ present }) => before(present),
    after: ({ facets }) => after(facets.place),
  }
}

/** Each place's path is made once: the same is asked for to check it and to report it. */
function createPathFinder(placeOf: (id: Id) => Place | null | undefined) {
  const found = new Map<Place, VirtualPath | undefined>()
  const known = new Map<Id, VirtualPath | undefined>([[ROOT_ID, ROOT_PATH]])
  const pathOf = (place: Place | null | undefined): VirtualPath | undefined => {
    if (place == null) return undefined
    const { parent, name } = place
    if (!known.has(parent)) {
      // Set first, so that damaged rows that form a loop end here.
      known.set(parent, undefined)
      known.set(parent, pathOf(placeOf(parent)))
    }
    const above = known.get(parent)
    return above && childPath(above, name)
  }
  return (place: Place | null | undefined): VirtualPath | undefined => {
    if (place == null) return undefined
    if (!found.has(place)) found.set(place, pathOf(place))
    return found.get(place)
  }
}
