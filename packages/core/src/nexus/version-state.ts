import { NexusError } from '../errors/index.ts'
import { findVersion, nodesAtPath, type PastPlace } from '../history/index.ts'
import type { MetadataStore, NodeRow, NodeWithContent } from '../spec/index.ts'
import { isADirectory, notFound } from '../trees/managed/index.ts'

/**
 * A file's newest state with a version: of the file that is at the path, else of those that were there before, the last
 * one first. The first takes one look at the store.
 * @throws `INVALID_ARGUMENT`, `NOT_FOUND` for a version that never was, `HISTORY_EXPIRED` for one that is not kept any
 * more, `IS_A_DIRECTORY`.
 */
export async function stateOfVersion(
  store: MetadataStore,
  place: PastPlace,
  version: number | string,
  content: boolean,
): Promise<NodeWithContent> {
  const { space, path } = place
  checkVersion(path.text, version)
  if (path.segments.length === 0) throw isADirectory(path)
  const { found } = await store.resolve(space, path.segments, { content, version })
  if (found !== undefined) return found
  let newest: NodeRow | undefined
  for await (const { node, left } of nodesAtPath(store, place)) {
    if (left === undefined && node.type === 'directory') throw isADirectory(path)
    if (node.type === 'directory') continue
    newest ??= node
    const state = await findVersion(store, space, node.id, version, left)
    if (state !== undefined) return { node: state }
  }
  throw newest === undefined ? notFound(path) : noVersion(path.text, version, newest.version)
}

function checkVersion(path: string, version: unknown): asserts version is number {
  if (Number.isSafeInteger(version) && (version as number) >= 1) return
  throw new NexusError('INVALID_ARGUMENT', `${String(version)} is no version of ${path}.`, {
    path,
    hint: 'Versions are whole numbers from 1 on; list them to see which there are.',
  })
}

function noVersion(path: string, version: number, newest: number): NexusError {
  if (version > newest)
    return new NexusError(
      'NOT_FOUND',
      `${path} has no version ${version}: its newest is ${newest}.`,
      { path, hint: 'List its versions to see which there are.' },
    )
  return new NexusError('HISTORY_EXPIRED', `Version ${version} of ${path} is not kept any more.`, {
    path,
    hint: 'List its versions to see which are. A longer `retention` keeps more from now on.',
  })
}
