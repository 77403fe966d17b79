import { createHash } from 'node:crypto'
import { isNexusError } from '../../errors/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { Backend } from '../../spec/index.ts'
import {
  type DirectoryChange,
  type MappedChange,
  type ObjectChange,
  type Observation,
  observationOf,
} from './ledger.ts'
import { isSameObject } from './ledger-known.ts'
import { objectSource } from './ledger-take-in.ts'

/** Versions that are looked through for the one that a change made. */
const MOST_VERSIONS = 100

/** What the provider shows of a change of one object. */
export type Seen =
  | { readonly kind: 'made'; readonly left: Observation | undefined }
  | { readonly kind: 'notMade' }
  | { readonly kind: 'unknown'; readonly reason: string }

const NOT_MADE: Seen = { kind: 'notMade' }

/** Whether a change of an object was made. A rename that came half-way is brought to its end. */
export function lookAtObject(change: MappedChange, object: ObjectChange): Promise<Seen> {
  const { mount } = change
  switch (object.action) {
    case 'put':
      return lookAtPut(change, object)
    case 'delete':
      return lookAtDelete(mount, object)
    case 'copy':
      return lookAtCopy(mount.backend, object)
    case 'rename':
      return lookAtRename(mount.backend, object)
  }
}

/** Whether a change of a directory was made. One without a marker goes with its objects. */
export async function lookAtDirectory(
  { backend }: Mount,
  { action, marker }: DirectoryChange,
): Promise<'made' | 'notMade' | undefined> {
  if (marker === undefined) return undefined
  const isThere = (await backend.head(marker)) !== undefined
  return isThere === (action === 'make') ? 'made' : 'notMade'
}

async function look(backend: Backend, key: string): Promise<Observation | undefined> {
  const info = await backend.head(key)
  return info && observationOf(info)
}

async function lookAtPut(
  { mount, operation }: MappedChange,
  object: Extract<ObjectChange, { action: 'put' }>,
): Promise<Seen> {
  const { backend } = mount
  const { key, before } = object
  const now = await look(backend, key)
  if (now?.operation === operation.id) return { kind: 'made', left: now }
  const isUntouched = isSameObject(now, before) && now?.modifiedAt === before?.modifiedAt
  if (isUntouched) return NOT_MADE
  if (now !== undefined && (await hasDigest(backend, now, object)))
    return { kind: 'made', left: now }
  if (isSameObject(now, before)) return NOT_MADE
  const version = await findVersionOf(backend, key, operation.id)
  if (version !== undefined) return { kind: 'made', left: version }
  const found =
    now === undefined ? 'nothing' : 'what is neither what was there before nor what was written'
  return { kind: 'unknown', reason: `At ${object.path.text} there is ${found}.` }
}

async function lookAtDelete(
  { backend }: Mount,
  { key, before, path }: ObjectChange,
): Promise<Seen> {
  const now = await look(backend, key)
  if (now === undefined) return { kind: 'made', left: undefined }
  if (isSameObject(now, before)) return NOT_MADE
  return {
    kind: 'unknown',
    reason: `At ${path.text} there is what another program put there, before or after it was deleted.`,
  }
}

type Transfer = Extract<ObjectChange, { action: 'copy' | 'rename' }>

async function lookAtCopy(backend: Backend, object: Transfer): Promise<Seen> {
  const { key, before, from } = object
  const now = await look(backend, key)
  const isCopied = now !== undefined && (await isCopy(backend, from, now))
  if (isSameObject(now, before) && (!isCopied || now?.modifiedAt === before?.modifiedAt))
    return NOT_MADE
  if (isCopied) return { kind: 'made', left: now }
  const reason = `At ${object.path.text} there is neither what was there before nor a copy of ${from.path.text}.`
  return { kind: 'unknown', reason }
}

async function lookAtRename(backend: Backend, object: Transfer): Promise<Seen> {
  const { key, before, from } = object
  const source = await look(backend, from.key)
  const target = await look(backend, key)
  const isThere = isSameObject(source, from.seen)
  const isUntouched = isSameObject(target, before) && target?.modifiedAt === before?.modifiedAt
  if (isThere && isUntouched) return NOT_MADE
  if (target !== undefined && (isThere || source === undefined)) {
    if (await isCopy(backend, from, target)) {
      if (isThere) await finishRename(backend, from)
      return { kind: 'made', left: target }
    }
  }
  const reason = `What is at ${from.path.text} and at ${object.path.text} is neither as before nor as after the change.`
  return { kind: 'unknown', reason }
}

/** The copy is there: the source goes, unless another program has changed it meanwhile. */
async function finishRename(backend: Backend, { key, seen }: Transfer['from']): Promise<void> {
  const precondition = backend.capabilities.deleteIfMatch ? { ifMatch: seen.etag } : undefined
  await backend.delete(key, precondition && { precondition })
}

/**
 * By the provider's own mark of the content, else by its bytes. Where those of the source are gone, what goes along with a
 * copy must agree: size, type, and which operation put it.
 */
async function isCopy(
  backend: Backend,
  { key, seen }: Transfer['from'],
  target: Observation,
): Promise<boolean> {
  if (target.size !== seen.size) return false
  if (target.etag === seen.etag) return true
  const source = await look(backend, key)
  if (source === undefined && seen.versionId === undefined)
    return target.contentType === seen.contentType && target.operation === seen.operation
  if (source !== undefined && !isSameObject(source, seen)) return false
  const [a, b] = [await digestOf(backend, seen), await digestOf(backend, target)]
  return a !== undefined && a === b
}

async function hasDigest(
  backend: Backend,
  now: Observation,
  { digest, size }: Extract<ObjectChange, { action: 'put' }>,
): Promise<boolean> {
  if (digest === undefined || (size !== undefined && size !== now.size)) return false
  return (await digestOf(backend, now)) === digest
}

/** SHA-256 of an object; `undefined` when it is another one by now. */
async function digestOf(backend: Backend, seen: Observation): Promise<string | undefined> {
  try {
    const hasher = createHash('sha256')
    for await (const chunk of objectSource(backend, seen).open()) hasher.update(chunk)
    return hasher.digest('hex')
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND') || isNexusError(error, 'CONFLICT')) return undefined
    throw error
  }
}

/** The version that an operation put, where the bucket keeps versions and metadata. */
async function findVersionOf(
  backend: Backend,
  key: string,
  operation: string,
): Promise<Observation | undefined> {
  const { versions, objectMetadata } = backend.capabilities
  if (!versions || !objectMetadata) return undefined
  const page = await backend.listVersions?.(key, { limit: MOST_VERSIONS })
  for (const { versionId, isDeleteMarker } of page?.versions ?? []) {
    if (isDeleteMarker) continue
    const info = await backend.head(key, { versionId })
    const seen = info && observationOf(info)
    if (seen?.operation === operation) return { ...seen, versionId }
  }
  return undefined
}
