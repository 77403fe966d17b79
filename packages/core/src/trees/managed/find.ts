import { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import {
  type AtOptions,
  type MetadataStore,
  type NodeRow,
  type NodeWithContent,
  type ReadNodeOptions,
  ROOT_ID,
} from '../../spec/index.ts'

/** The node at a path of a space, the root apart; `undefined` when there is none. */
export async function findNode(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
  options?: ReadNodeOptions,
): Promise<NodeWithContent | undefined> {
  return path.segments.length === 0
    ? undefined
    : (await store.resolve(space, path.segments, options)).found
}

/** The file at a path. @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `IS_A_DIRECTORY`. */
export async function getFile(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
  options?: ReadNodeOptions,
): Promise<NodeWithContent> {
  const found = await getNode(store, space, path, options)
  if (found.node.type === 'directory') throw isADirectory(path)
  return found
}

/** The node at a path, the root apart. @throws `NOT_FOUND`, `NOT_A_DIRECTORY` when a file lies on the way. */
export async function getNode(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
  options?: ReadNodeOptions,
): Promise<NodeWithContent> {
  if (path.segments.length === 0) throw isADirectory(path)
  const walk = await store.resolve(space, path.segments, options)
  if (walk.found !== undefined) return walk.found
  if (walk.walked?.at(-1)?.type === 'file') throw notADirectory(path, walk.walked.length)
  throw notFound(path)
}

/** The id of a directory, the root included; `undefined` when it has no row. @throws `NOT_A_DIRECTORY`. */
export async function findDirectory(
  store: MetadataStore,
  space: string,
  path: VirtualPath,
  options?: AtOptions,
): Promise<NodeRow | typeof ROOT_ID | undefined> {
  if (path.segments.length === 0) return ROOT_ID
  const { found, walked } = await store.resolve(space, path.segments, options)
  const last = found?.node ?? walked?.at(-1)
  if (last?.type === 'file') throw notADirectory(path, walked?.length ?? path.segments.length)
  return found?.node
}

export function notFound(path: VirtualPath): NexusError {
  return new NexusError('NOT_FOUND', `There is nothing at ${path.text}.`, {
    path: path.text,
    hint: 'List the directory above it to see what is there.',
  })
}

export function isADirectory(path: VirtualPath): NexusError {
  return new NexusError('IS_A_DIRECTORY', `${path.text} is a directory, not a file.`, {
    path: path.text,
    hint: 'Name a file below it, or use the directory calls.',
  })
}

/** @param depth - how many segments name the file in the way. */
export function notADirectory(path: VirtualPath, depth: number): NexusError {
  const file = `/${path.segments.slice(0, depth).join('/')}`
  return new NexusError('NOT_A_DIRECTORY', `${file} is a file, not a directory.`, {
    path: path.text,
    hint: 'Choose another path, or move the file away first.',
  })
}

export function alreadyExists(path: VirtualPath): NexusError {
  return new NexusError('ALREADY_EXISTS', `There is something at ${path.text} already.`, {
    path: path.text,
    hint: 'Choose another path, remove what is there, or ask to overwrite it.',
  })
}

/** A lost `ifMatch`. */
export function conflict(path: VirtualPath, wanted: string, etag: string | undefined): NexusError {
  const there = etag === undefined ? 'there is no file' : `its etag is ${etag}`
  return new NexusError('CONFLICT', `${path.text} is not at etag ${wanted}: ${there}.`, {
    path: path.text,
    etag,
    hint: 'Read it again, apply the change to what is there now, and write with that etag.',
  })
}
