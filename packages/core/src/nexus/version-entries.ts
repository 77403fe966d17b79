import {
  isOperationShown,
  isShownIn,
  lastPlaces,
  nodesAtPath,
  OperationsOfNode,
  type PastPlace,
  pathThen,
  versionPages,
} from '../history/index.ts'
import { contentTypeOf } from '../kit/index.ts'
import type { HistoryRow, Id, NodeRow } from '../spec/index.ts'
import { isADirectory, notFound } from '../trees/managed/index.ts'
import { pastContext } from './moment.ts'
import type { Session } from './session.ts'
import type { VersionEntry } from './types.ts'

/** Where a listing of versions goes on: below a version of a node, or of a provider. */
export type VersionPosition = readonly [node: Id, below: number, versionId?: string]

/** Tells what a state is. */
export type FactsOf = (state: HistoryRow) => Promise<VersionEntry> | VersionEntry

/**
 * Pages of the versions of the files at a path: of the one that is there, then of those that were there before.
 * @throws `NOT_FOUND` when nothing is known to have been there, `IS_A_DIRECTORY`.
 */
export async function* versionEntryPages(
  session: Session,
  place: PastPlace,
  position: VersionPosition | undefined,
  facts: FactsOf = factsOf,
): AsyncGenerator<readonly VersionEntry[]> {
  const { store } = session.parts
  let isKnown = false
  let resumed = position
  for await (const { node, left } of nodesAtPath(store, place)) {
    if (node.type === 'directory') {
      if (left === undefined) throw isADirectory(place.path)
      continue
    }
    isKnown = true
    if (resumed !== undefined && resumed[0] !== node.id) continue
    const options = { before: left, below: resumed?.[1] }
    resumed = undefined
    const operations = new OperationsOfNode(store, place.space, node.id)
    for await (const page of versionPages(store, place.space, node.id, options))
      yield await entriesOf(session, place, node, page, operations, facts)
  }
  if (!isKnown) throw notFound(place.path)
}

async function entriesOf(
  session: Session,
  place: PastPlace,
  node: NodeRow,
  states: readonly HistoryRow[],
  operations: OperationsOfNode,
  facts: FactsOf,
): Promise<readonly VersionEntry[]> {
  const context = pastContext(session)
  const origins = await originsOf(session, place, states)
  const entries: VersionEntry[] = []
  for (const state of states) {
    const row = await operations.find(state.from)
    const isShown = row !== undefined && isOperationShown(context, row)
    entries.push({
      ...(await facts(state)),
      operationId: isShown ? row.id : undefined,
      path: await elsewhere(session, place, node, state),
      origin: state.origin && { ...state.origin, path: origins.get(state.origin.node) },
    })
  }
  return entries
}

/** What the row itself says. */
export function factsOf(state: HistoryRow): VersionEntry {
  const { id: node, version, hash, size, modifiedAt, contentType, name } = state
  const etag = hash as string
  return { node, version, etag, size, modifiedAt, contentType: contentType ?? contentTypeOf(name) }
}

/** Where the state began, if that was another place than the one that was asked for, and the caller may see it. */
async function elsewhere(
  session: Session,
  { space, path }: PastPlace,
  { parent, name }: NodeRow,
  state: HistoryRow,
): Promise<string | undefined> {
  if (state.parent === parent && state.name === name) return undefined
  const then = await pathThen(session.parts.store, space, state)
  return then !== undefined && then !== path.text && isShownIn(pastContext(session), space, then)
    ? then
    : undefined
}

/** Where the files are now that contents were taken from. */
async function originsOf(
  session: Session,
  { space }: PastPlace,
  states: readonly HistoryRow[],
): Promise<ReadonlyMap<Id, string>> {
  const nodes = new Set(states.flatMap(({ origin }) => (origin ? [origin.node] : [])))
  const places = await lastPlaces(pastContext(session), space, [...nodes])
  return new Map(
    [...places].flatMap(([id, { path, isLive }]) => (isLive ? [[id, path] as const] : [])),
  )
}
