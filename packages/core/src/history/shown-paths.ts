import { isVisible } from '../access/index.ts'
import { parsePath, spaceOf } from '../path/index.ts'
import type { HistoryRow, Id, MetadataStore } from '../spec/index.ts'
import { findPaths } from './node-paths.ts'
import type { PastContext } from './past-context.ts'

/** Whether a caller may see a path of a space. */
export function isShownIn(
  { principal, namespaces }: PastContext,
  space: string,
  text: string,
): boolean {
  const path = parsePath(text)
  return (
    isVisible(path, principal, namespaces) &&
    (principal.isAdmin === true || spaceOf(path, principal, namespaces) === space)
  )
}

/** Where a node is, or was last. */
export interface LastPlace {
  readonly path: string
  readonly isLive: boolean
}

/** Where nodes are or were last, of those that the caller may see there. */
export async function lastPlaces(
  context: PastContext,
  space: string,
  nodes: readonly Id[],
): Promise<ReadonlyMap<Id, LastPlace>> {
  const { store } = context
  const places = new Map<Id, LastPlace>()
  const live = nodes.length === 0 ? [] : await store.getNodes(space, nodes)
  const pathOf = await findPaths(
    store,
    space,
    live.filter((node) => node !== undefined),
  )
  for (const [index, id] of nodes.entries()) {
    const node = live[index]
    const path = node === undefined ? await lastPath(store, space, id) : pathOf(node)
    if (path !== undefined && isShownIn(context, space, path))
      places.set(id, { path, isLive: node !== undefined })
  }
  return places
}

async function lastPath(store: MetadataStore, space: string, id: Id): Promise<string | undefined> {
  const { rows } = await store.nodeHistory(space, id, { limit: 1 })
  const [last] = rows
  return last && pathThen(store, space, last)
}

/** The path of a state when it began; `undefined` when a directory above it is not kept. */
export async function pathThen(
  store: MetadataStore,
  space: string,
  state: HistoryRow,
): Promise<string | undefined> {
  return (await findPaths(store, space, [state], state.from))(state)
}
