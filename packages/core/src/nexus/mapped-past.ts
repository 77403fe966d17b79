import { NexusError } from '../errors/index.ts'
import { nodesAtPath } from '../history/index.ts'
import { collectBytes } from '../kit/index.ts'
import type { Mount } from '../mounts/index.ts'
import type { NodeRow, Sequence } from '../spec/index.ts'
import { notFound, type Place } from '../trees/managed/index.ts'
import { type StateBytes, stateBytes, versionBytes } from '../trees/mapped/history-bytes.ts'
import type { MappedPast, PastFile, PastOptions, PastState } from '../trees/mapped/history-past.ts'
import { keyOf } from '../trees/mapped/keys.ts'
import type { ManagedParts } from './managed-tree.ts'
import { findThen } from './moment.ts'
import { stateOfVersion } from './version-state.ts'

/** The past of mapped trees, as far as the store knows it and bytes can be had. */
export function createMappedPast(parts: ManagedParts): MappedPast {
  return {
    async find(mount, place, at) {
      const node = await findPast(parts, place, at)
      if (node === undefined) return undefined
      return stateOf(node, await stateBytes(parts.content, mount, place.path.text, node))
    },
    async open(mount, place, options) {
      const { version } = options
      if (typeof version === 'string') return openVersion(mount, place, version)
      const node = await nodeOf(parts, place, options)
      return openState(place, node, await stateBytes(parts.content, mount, place.path.text, node))
    },
  }
}

async function nodeOf(
  parts: ManagedParts,
  place: Place,
  { at, version }: PastOptions,
): Promise<NodeRow> {
  if (typeof version === 'number')
    return (await stateOfVersion(parts.store, place, version, false)).node
  const node = await findPast(parts, place, at as Sequence)
  if (node === undefined) throw notFound(place.path)
  return node
}

/** @throws `NOT_SUPPORTED` for what nobody knows. */
async function findPast(
  parts: ManagedParts,
  place: Place,
  at: Sequence,
): Promise<NodeRow | undefined> {
  const node = await findThen({ parts }, place, at)
  if (node?.type === 'directory') throw noPast(place, 'a directory')
  if (node !== undefined) return node
  for await (const { node: past, left } of nodesAtPath(parts.store, place))
    if (past.type === 'file' && left !== undefined && left <= at) return undefined
  throw noPast(place, 'nothing of which had passed through here by then')
}

function stateOf(node: NodeRow, { locator }: StateBytes): PastState {
  const { hash = '', size, version, contentType, modifiedAt } = node
  const etag = locator?.etag ?? hash
  return { etag, size, version, contentType, modifiedAt, versionId: locator?.versionId, node }
}

function openState({ path }: Place, node: NodeRow, bytes: StateBytes): PastFile {
  const { node: _, ...state } = stateOf(node, bytes)
  const { id, from, name, attributes, size } = node
  const whole = { start: 0, end: size }
  return {
    ...state,
    path: path.text,
    name,
    attributes,
    seen: { path, type: 'file', id, from, etag: state.etag },
    bytes: (span, signal) => bytes.stream(span, signal),
    stream: (signal) => bytes.stream(whole, signal),
    read: (signal) => collectBytes(bytes.stream(whole, signal)),
  }
}

/** A version that the provider keeps, whoever made it. */
async function openVersion(mount: Mount, { path }: Place, versionId: string): Promise<PastFile> {
  const { backend } = mount
  if (!backend.capabilities.versions) throw noVersions(path.text, versionId)
  const key = keyOf(mount, path)
  const info = await backend.head(key, { versionId })
  if (info === undefined) throw noVersion(path.text, versionId)
  const { etag, size, modifiedAt, contentType } = info
  const locator = { key, versionId, etag }
  const stream: StateBytes['stream'] = (span, signal) =>
    versionBytes(mount, path.text, locator, span, signal)
  const whole = { start: 0, end: size }
  return {
    etag,
    size,
    version: 0,
    versionId,
    modifiedAt,
    contentType,
    path: path.text,
    name: path.segments.at(-1) as string,
    seen: { path, type: 'file', etag },
    bytes: stream,
    stream: (signal) => stream(whole, signal),
    read: (signal) => collectBytes(stream(whole, signal)),
  }
}

function noPast({ path }: Place, what: string): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `What was at ${path.text} then cannot be told: others change it too, and it is ${what}.`,
    {
      path: path.text,
      hint: 'Name a file that was written or changed through Nexus before that time, or a version of it.',
    },
  )
}

function noVersions(path: string, version: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `${version} is no version of ${path}: its bucket keeps none.`,
    { path, hint: 'Versions are whole numbers from 1 on; list them to see which there are.' },
  )
}

function noVersion(path: string, version: string): NexusError {
  return new NexusError('NOT_FOUND', `${path} has no version ${version}.`, {
    path,
    hint: 'List its versions to see which there are.',
  })
}
