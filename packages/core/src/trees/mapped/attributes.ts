import type { Attributes } from '../../spec/index.ts'
import {
  type Change,
  changeAttributes,
  conflict,
  type FileConditions,
  isADirectory,
  type Place,
} from '../managed/index.ts'
import { keyOf } from './keys.ts'
import { lookAt, nothingError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { rowAt } from './rows.ts'

/** The attributes of what is at a path: none where nothing was attached to it. */
export async function attributesAt(mapped: MappedContext, { path }: Place): Promise<Attributes> {
  const there = await lookAt(mapped, path, undefined)
  if (there === undefined) throw await nothingError(mapped, path, undefined)
  return (await rowAt(mapped, path, there.type))?.attributes ?? {}
}

/** Changes attributes: they lie in the store, on a node that is made for what others put into the bucket. */
export async function changeAttributesAt(
  mapped: MappedContext,
  place: Place,
  conditions: FileConditions,
  change: Change,
  edit: (before: Attributes) => Attributes,
): Promise<void> {
  const { mount, ledger, context } = mapped
  const { path } = place
  const { signal, createdBy } = change
  await ledger.alone(mount, [keyOf(mount, path)], signal, async () => {
    const there = await lookAt(mapped, path, signal)
    if (there === undefined) throw await nothingError(mapped, path, signal)
    if (there.type === 'directory') {
      if (conditions.ifMatch !== undefined) throw isADirectory(path)
      return changeAttributes(context, place, true, {}, change, edit)
    }
    const { etag } = there.seen
    if (conditions.ifMatch !== undefined && conditions.ifMatch !== etag)
      throw conflict(path, conditions.ifMatch, etag)
    await ledger.know(mount, path, there.seen, createdBy)
    return changeAttributes(context, place, false, {}, change, edit)
  })
}
