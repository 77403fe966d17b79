import type { VirtualPath } from '../../path/index.ts'
import { isLeftBy } from '../is-left-by.ts'
import {
  alreadyExists,
  type Change,
  checkTargets,
  conflict,
  findNode,
  isADirectory,
  type Place,
  type TransferFields,
} from '../managed/index.ts'
import type { Transferred } from '../tree.ts'
import { changeObjects } from './change-objects.ts'
import { keyOf } from './keys.ts'
import type { Observation } from './ledger.ts'
import { checkFilePlace, hasDirectory, isLost, lookAt, lookAtObject, nothingError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { transferDirectory } from './transfer-directory.ts'
import { transferObject } from './transfer-object.ts'

/** A rename or copy within one mount. */
export interface Transfer {
  readonly action: 'copy' | 'rename'
  readonly from: VirtualPath
  readonly to: VirtualPath
  readonly fields: TransferFields
  readonly change: Change
}

/** Renames or copies by the provider's own means: a file, or page by page all that lies in a directory. */
export async function transferWithin(
  mapped: MappedContext,
  action: 'copy' | 'rename',
  { path: from }: Place,
  { path: to }: Place,
  fields: TransferFields,
  change: Change,
): Promise<Transferred> {
  checkTargets(from, to, action)
  const { mount, ledger } = mapped
  const [fromKey, toKey] = [keyOf(mount, from), keyOf(mount, to)]
  const keys = [fromKey, `${fromKey}/`, toKey, `${toKey}/`]
  const transfer = { action, from, to, fields, change }
  return ledger.alone(mount, keys, change.signal, async () => {
    const source = await lookAt(mapped, from, change.signal)
    if (source === undefined) throw await nothingError(mapped, from, change.signal)
    if (source.type === 'file') return transferFile(mapped, transfer, source.seen)
    if (fields.ifMatch !== undefined) throw conflict(from, fields.ifMatch, undefined)
    await checkFilePlace(mapped, to, change.signal).catch(notTaken)
    const isBegun = await requireFree(mapped, transfer)
    return transferDirectory(mapped, transfer, isBegun)
  })
}

/** A directory at the target is looked for apart. */
function notTaken(error: { readonly code?: string }): void {
  if (error.code !== 'IS_A_DIRECTORY') throw error
}

async function transferFile(
  mapped: MappedContext,
  { action, from, to, fields, change }: Transfer,
  seen: Observation,
): Promise<Transferred> {
  const { mount, observations } = mapped
  const { operation, createdBy, signal } = change
  if (fields.ifMatch !== undefined && seen.etag !== fields.ifMatch)
    throw conflict(from, fields.ifMatch, seen.etag)
  await checkFilePlace(mapped, to, signal)
  const key = keyOf(mount, to)
  const before = await lookAtObject(mapped, key, signal)
  if (before === undefined && (await hasDirectory(mapped, key, signal))) throw isADirectory(to)
  if (before !== undefined && !fields.overwrite) throw alreadyExists(to)
  const source = { path: from, key: seen.key, seen }
  const object = { action, path: to, key, before, from: source }
  const given = { mount, operation, createdBy, objects: [object], signal }
  try {
    const { outcome } = await changeObjects(mapped, given, async () => ({
      left: [await transferObject(mapped, object, signal)],
    }))
    if (action === 'rename') observations.forget(seen.key)
    observations.note(outcome.left[0] as Observation)
  } catch (error) {
    observations.forget(seen.key)
    observations.forget(key)
    if (isLost(error) && error.path === undefined && before === undefined) throw alreadyExists(to)
    throw error
  }
  return { count: 1 }
}

/** Nothing may be at the target of a directory but what an earlier attempt left; gives whether there is such. */
async function requireFree(mapped: MappedContext, transfer: Transfer): Promise<boolean> {
  const { mount, context } = mapped
  const { action: type, from, to, change } = transfer
  const there = await lookAt(mapped, to, change.signal)
  const node = (await findNode(context.store, mount.space, to))?.node
  const isBegun =
    node?.type === 'directory' &&
    type === 'rename' &&
    (await isLeftBy(context.store, mount.space, node, { type, from, to }))
  if (there !== undefined && !isBegun) throw alreadyExists(to)
  return isBegun
}
