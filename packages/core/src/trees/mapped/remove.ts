import { isNexusError } from '../../errors/index.ts'
import {
  alreadyExists,
  type Change,
  conflict,
  type FileConditions,
  type Place,
} from '../managed/index.ts'
import { changeObjects } from './change-objects.ts'
import { canBeConditional, conditionOn, lostRace } from './conditions.ts'
import { keyOf } from './keys.ts'
import type { Observation } from './ledger.ts'
import { isLost, lookAtObject, noFileError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'

/** How often a delete without conditions of its caller is decided anew when others come first. */
const ATTEMPTS = 8

/** Deletes a file: one call where the object was seen before, one more to look at it where not. */
export async function deleteObject(
  mapped: MappedContext,
  { path }: Place,
  { ifMatch, ifNoneMatch }: FileConditions,
  change: Change,
): Promise<void> {
  const { mount, ledger, observations } = mapped
  const { signal } = change
  const key = keyOf(mount, path)
  if (key === '') throw await noFileError(mapped, path, signal)
  await ledger.alone(mount, [key], signal, async () => {
    const known = canBeConditional(mapped, 'delete', undefined) ? observations.find(key) : undefined
    let seen = known ?? (await lookAtObject(mapped, key, signal))
    for (let attempt = 1; ; attempt++) {
      if (seen !== undefined && ifMatch !== undefined && seen.etag !== ifMatch && attempt === 1)
        seen = await lookAtObject(mapped, key, signal)
      if (seen === undefined && ifMatch === undefined) throw await noFileError(mapped, path, signal)
      if (ifMatch !== undefined && seen?.etag !== ifMatch) throw conflict(path, ifMatch, seen?.etag)
      if (ifNoneMatch !== undefined) throw alreadyExists(path)
      try {
        return await deleteSeen(mapped, path, key, seen as Observation, change)
      } catch (error) {
        if (!isLost(error) && !isNexusError(error, 'NOT_FOUND')) throw error
        const now = await lookAtObject(mapped, key, signal)
        if (attempt === ATTEMPTS) throw lostRace(path, seen, now, error)
        seen = now
      }
    }
  })
}

async function deleteSeen(
  mapped: MappedContext,
  path: Place['path'],
  key: string,
  before: Observation,
  { operation, createdBy, signal }: Change,
): Promise<void> {
  const { mount, observations } = mapped
  const objects = [{ action: 'delete', path, key, before } as const]
  const given = { mount, operation, createdBy, objects, signal }
  await changeObjects(mapped, given, async () => {
    const isChecked = canBeConditional(mapped, 'delete', before)
    const precondition = isChecked
      ? await conditionOn(mapped, 'delete', key, before, path, signal)
      : undefined
    await mount.backend.delete(key, { precondition, signal })
    return { left: [undefined] }
  })
  observations.forget(key)
}
