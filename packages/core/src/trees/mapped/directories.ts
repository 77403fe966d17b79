import { bytesSource } from '../../kit/index.ts'
import { parentPath, type VirtualPath } from '../../path/index.ts'
import type { ObjectSummary } from '../../spec/index.ts'
import {
  alreadyExists,
  type Change,
  type MakeDirectoryOptions,
  notADirectory,
  notEmpty,
  notFound,
  type Place,
} from '../managed/index.ts'
import { changeObjects } from './change-objects.ts'
import { removeFolders } from './folders.ts'
import { keyOf, pathOfKey } from './keys.ts'
import { MOST_OBJECTS, type ObjectChange, summaryObservation } from './ledger.ts'
import { fileOnTheWay, hasDirectory, isLost, lookAt, lookAtObject, nothingError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { pageOf } from './object-pages.ts'
import { removeObjects } from './remove-objects.ts'

/** Makes a directory: its marker is put, also where keys below it imply it, so that it stays when they go. */
export async function makeMarker(
  mapped: MappedContext,
  { path }: Place,
  { parents, existOk, structuralDepth }: MakeDirectoryOptions,
  change: Change,
): Promise<void> {
  const { mount, ledger, observations } = mapped
  const { operation, createdBy, signal } = change
  const key = keyOf(mount, path)
  const given = { mount, operation, createdBy, objects: [], signal }
  await ledger.alone(mount, [`${key}/`], signal, async () => {
    await checkDirectoryPlace(mapped, path, existOk, signal)
    const isTop =
      path.segments.length - 1 <= Math.max(mount.mountPoint.segments.length, structuralDepth)
    if (!parents && !isTop) await requireParent(mapped, path, signal)
    const directories = key === '' ? [] : [{ action: 'make', path, marker: `${key}/` } as const]
    await changeObjects(mapped, { ...given, directories }, async () => {
      if (key !== '') await putMarker(mapped, key, signal)
      return { left: [] }
    })
    if (key !== '') observations.noteDirectory(key)
  })
}

/** Puts the marker of a directory unless it is there. */
export async function putMarker(
  { mount: { backend } }: MappedContext,
  key: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const precondition = backend.capabilities.putIfAbsent ? { ifNoneMatch: '*' as const } : undefined
  try {
    await backend.put(`${key}/`, bytesSource(new Uint8Array()), { precondition, signal })
  } catch (error) {
    if (!isLost(error)) throw error
  }
}

async function checkDirectoryPlace(
  mapped: MappedContext,
  path: VirtualPath,
  existOk: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const onTheWay = await fileOnTheWay(mapped, path, signal)
  if (onTheWay !== undefined) throw onTheWay
  const there = await lookAt(mapped, path, signal)
  if (there === undefined || (existOk && there.type === 'directory')) return
  throw existOk ? notADirectory(path, path.segments.length) : alreadyExists(path)
}

async function requireParent(
  mapped: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<void> {
  const parent = parentPath(path)
  if (await hasDirectory(mapped, keyOf(mapped.mount, parent), signal)) return
  const there = await lookAtObject(mapped, keyOf(mapped.mount, parent), signal)
  throw there === undefined ? notFound(parent) : notADirectory(path, parent.segments.length)
}

/**
 * Removes a directory: its marker, and where that was asked for page by page all that lies below it and that a path
 * leads to. Gives the number of files and markers.
 */
export async function removeMarked(
  mapped: MappedContext,
  { path }: Place,
  recursive: boolean,
  change: Change,
): Promise<number> {
  const { mount, ledger } = mapped
  const { signal } = change
  const key = keyOf(mount, path)
  return ledger.alone(mount, [`${key}/`], signal, async () => {
    await requireRemovable(mapped, path, recursive, signal)
    return recursive ? removeAll(mapped, path, change) : removeOne(mapped, path, change)
  })
}

async function requireRemovable(
  mapped: MappedContext,
  path: VirtualPath,
  recursive: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = keyOf(mapped.mount, path)
  const { objects } = await mapped.mount.backend.list({ prefix: `${key}/`, limit: 2, signal })
  if (objects.length === 0) {
    mapped.observations.forgetDirectory(key)
    const there = await lookAtObject(mapped, key, signal)
    if (there !== undefined) throw notADirectory(path, path.segments.length)
    throw await nothingError(mapped, path, signal)
  }
  if (!recursive && objects.some((object) => object.key !== `${key}/`)) throw notEmpty(path)
}

async function removeOne(
  mapped: MappedContext,
  path: VirtualPath,
  { operation, createdBy, signal }: Change,
): Promise<number> {
  const { mount, observations } = mapped
  const key = keyOf(mount, path)
  const marker = `${key}/`
  const directories = [{ action: 'remove', path, marker } as const]
  const given = { mount, operation, createdBy, objects: [], directories, signal }
  await changeObjects(mapped, given, async () => {
    await mount.backend.delete(marker, { signal })
    return { left: [] }
  })
  observations.forgetDirectory(key)
  return 1
}

async function removeAll(
  mapped: MappedContext,
  path: VirtualPath,
  change: Change,
): Promise<number> {
  const { mount, observations, context } = mapped
  const { operation, createdBy, signal } = change
  const prefix = `${keyOf(mount, path)}/`
  let count = 0
  for (let startAfter: string | undefined, page = 0, more = true; more; page++) {
    const listed = await pageOf(mapped, prefix, startAfter, MOST_OBJECTS, signal)
    more = listed.more
    startAfter = listed.last
    const files: ObjectChange[] = []
    const markers: ObjectSummary[] = []
    for (const object of listed.objects) {
      const file = pathOfKey(mount, object.key)
      if (object.key.endsWith('/')) markers.push(object)
      else if (file === undefined) mapped.skipped.note(object.key)
      else {
        const before = summaryObservation(object)
        files.push({ action: 'delete', path: file, key: object.key, before })
      }
    }
    const directories = more ? [] : [{ action: 'remove', path, marker: prefix } as const]
    const draft =
      page === 0 ? operation : { ...operation, id: context.newId(), batch: operation.id }
    const given = { mount, operation: draft, createdBy, objects: files, directories, signal }
    await changeObjects(mapped, given, () => removeObjects(mapped, files, markers, signal))
    for (const { key } of files) observations.forget(key)
    for (const { key } of markers) observations.forgetDirectory(key.slice(0, -1))
    count += files.length + markers.length
  }
  await removeFolders(mapped, prefix, signal)
  observations.forgetDirectory(prefix.slice(0, -1))
  return count
}
