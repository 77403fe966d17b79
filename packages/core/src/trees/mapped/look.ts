import { isNexusError, type NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import {
  alreadyExists,
  conflict,
  type FileConditions,
  isADirectory,
  notADirectory,
  notFound,
} from '../managed/index.ts'
import { keyOf } from './keys.ts'
import { type Observation, observationOf } from './ledger.ts'
import type { MappedContext } from './mapped-context.ts'

/** What a look at a place shows. */
export type Look =
  | { readonly type: 'file'; readonly seen: Observation }
  | { readonly type: 'directory' }

/** Looks at the object at a key: one call. */
export async function lookAtObject(
  { mount, observations }: MappedContext,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Observation | undefined> {
  const info = await mount.backend.head(key, { signal })
  if (info === undefined) {
    observations.forget(key)
    return undefined
  }
  const seen = observationOf(info)
  observations.note(seen)
  return seen
}

/** Whether there is any key in a directory, its marker included: one call. */
export async function hasDirectory(
  { mount, observations }: MappedContext,
  key: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (key === '') return true
  for (let cursor: string | undefined, more = true; more; ) {
    const options = { prefix: `${key}/`, limit: 1, cursor, signal }
    const page = await mount.backend.list(options)
    if (page.objects.length > 0) {
      observations.noteDirectory(key)
      return true
    }
    cursor = page.cursor
    more = cursor !== undefined
  }
  observations.forgetDirectory(key)
  return false
}

/** What is at a path: one call for a file, one more for a directory or for nothing. */
export async function lookAt(
  mapped: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<Look | undefined> {
  const key = keyOf(mapped.mount, path)
  if (key === '') return { type: 'directory' }
  const seen = await lookAtObject(mapped, key, signal)
  if (seen !== undefined) return { type: 'file', seen }
  if (await hasDirectory(mapped, key, signal)) return { type: 'directory' }
  return undefined
}

/** The error for a file that is not there: what there is instead. */
export async function noFileError(
  mapped: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<NexusError> {
  const key = keyOf(mapped.mount, path)
  mapped.observations.forget(key)
  if (await hasDirectory(mapped, key, signal)) return isADirectory(path)
  return nothingError(mapped, path, signal)
}

/** The error for a path where there is nothing: a file may be on the way. */
export async function nothingError(
  mapped: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<NexusError> {
  return (await fileOnTheWay(mapped, path, signal)) ?? notFound(path)
}

/** The error for a path on whose way a file was seen that is there still. Asks nothing where none was seen. */
export async function fileOnTheWay(
  mapped: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<NexusError | undefined> {
  const { mount, observations } = mapped
  const key = keyOf(mount, path)
  const above = observations.findAbove(key)
  if (above === undefined) return undefined
  const now = await lookAtObject(mapped, above.key, signal)
  if (now === undefined) return fileOnTheWay(mapped, path, signal)
  return notADirectory(path, mount.mountPoint.segments.length + above.key.split('/').length)
}

/**
 * Refuses a file where something was seen, and is still, that cannot be together with it.
 * @throws `NOT_A_DIRECTORY`, and for a directory what the conditions say, else `IS_A_DIRECTORY`.
 */
export async function checkFilePlace(
  mapped: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
  { ifMatch, ifNoneMatch }: FileConditions = {},
): Promise<void> {
  const { mount, observations } = mapped
  const key = keyOf(mount, path)
  if (key === '') throw isADirectory(path)
  const error = await fileOnTheWay(mapped, path, signal)
  if (error !== undefined) throw error
  if (observations.has(key) || !observations.hasDirectory(key)) return
  if (!(await hasDirectory(mapped, key, signal))) return
  if (ifMatch !== undefined) throw conflict(path, ifMatch, undefined)
  throw ifNoneMatch === undefined ? isADirectory(path) : alreadyExists(path)
}

/** Whether a change was refused since the object is not what it was seen to be. */
export function isLost(error: unknown): error is NexusError {
  return isNexusError(error, 'CONFLICT') || isNexusError(error, 'ALREADY_EXISTS')
}

/** Whether nobody said what became of a call. */
export function isUnanswered(error: unknown): boolean {
  return isNexusError(error, 'OUTCOME_UNKNOWN') || isNexusError(error, 'TIMEOUT')
}
