import type { ObjectSummary } from '../../spec/index.ts'
import { alreadyExists } from '../managed/index.ts'
import type { Transferred } from '../tree.ts'
import { type Changed, changeObjects } from './change-objects.ts'
import { putMarker } from './directories.ts'
import { removeFolders } from './folders.ts'
import { failureOf, inParallel } from './in-parallel.ts'
import { keyOf, pathOfKey } from './keys.ts'
import { MOST_OBJECTS, type ObjectChange, type Observation, summaryObservation } from './ledger.ts'
import { isLost, lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { pageOf } from './object-pages.ts'
import type { Transfer } from './transfer.ts'
import { transferObject } from './transfer-object.ts'

type ObjectTransfer = Extract<ObjectChange, { action: 'copy' | 'rename' }>

/** A page of a directory that is moved or copied. */
interface TransferPage {
  readonly objects: readonly ObjectTransfer[]
  /** Keys of markers without their slash, by where they go. */
  readonly markers: readonly { readonly from: string; readonly to: string }[]
}

/**
 * Renames or copies all that lies in a directory, page by page; running it again goes on where it stopped.
 * @param isBegun - that an earlier attempt left something at the target, which may be replaced.
 */
export async function transferDirectory(
  mapped: MappedContext,
  transfer: Transfer,
  isBegun: boolean,
): Promise<Transferred> {
  const { mount, context, observations } = mapped
  const { action, from, to, change } = transfer
  const { operation, createdBy, signal } = change
  const prefix = `${keyOf(mount, from)}/`
  let count = 1
  for (let startAfter: string | undefined, page = 0, more = true; more; page++) {
    const listed = await pageOf(mapped, prefix, startAfter, MOST_OBJECTS, signal)
    more = listed.more
    startAfter = listed.last
    const { objects, markers } = await planPage(mapped, transfer, listed.objects, isBegun)
    const isFirst = page === 0
    const draft = isFirst ? operation : { ...operation, id: context.newId(), batch: operation.id }
    const directories =
      isFirst && !isBegun && action === 'rename'
        ? [{ action, path: from, target: to } as const]
        : []
    const given = { mount, operation: draft, createdBy, objects, directories, signal }
    await changeObjects(mapped, given, () =>
      transferPage(mapped, { objects, markers }, action, signal),
    )
    for (const object of objects) if (action === 'rename') observations.forget(object.from.key)
    count += objects.length
  }
  if (action === 'rename') await removeFolders(mapped, prefix, signal)
  if (action === 'rename') observations.forgetDirectory(prefix.slice(0, -1))
  observations.noteDirectory(keyOf(mount, to))
  return { count }
}

async function planPage(
  mapped: MappedContext,
  { action, from, to, change }: Transfer,
  listed: readonly ObjectSummary[],
  isBegun: boolean,
): Promise<TransferPage> {
  const { mount, skipped } = mapped
  const [fromKey, toKey] = [keyOf(mount, from), keyOf(mount, to)]
  const objects: ObjectTransfer[] = []
  const markers: { from: string; to: string }[] = []
  for (const object of listed) {
    const target = `${toKey}${object.key.slice(fromKey.length)}`
    if (object.key.endsWith('/')) {
      markers.push({ from: object.key.slice(0, -1), to: target.slice(0, -1) })
      continue
    }
    const source = pathOfKey(mount, object.key)
    const path = pathOfKey(mount, target)
    if (source === undefined || path === undefined) {
      skipped.note(object.key)
      continue
    }
    keyOf(mount, path)
    const before = isBegun ? await lookAtObject(mapped, target, change.signal) : undefined
    const seen = summaryObservation(object)
    const given = { path, key: target, before, from: { path: source, key: object.key, seen } }
    objects.push({ action, ...given })
  }
  return { objects, markers }
}

async function transferPage(
  mapped: MappedContext,
  { objects, markers }: TransferPage,
  action: 'copy' | 'rename',
  signal: AbortSignal | undefined,
): Promise<Changed> {
  const { backend } = mapped.mount
  const results = await inParallel(objects, (object) => transferObject(mapped, object, signal))
  const failure = failureOf(results)
  const moved = await inParallel(failure === undefined ? markers : [], async ({ from, to }) => {
    await putMarker(mapped, to, signal)
    if (action === 'rename') await backend.delete(`${from}/`, { signal })
  })
  const done = results.map(({ status }) => status === 'fulfilled')
  const why = failure ?? failureOf(moved)
  if (why !== undefined && !done.includes(true)) throw asTaken(why, objects)
  const left = results.map((result): Observation | undefined =>
    result.status === 'fulfilled' ? result.value : undefined,
  )
  return { left, done, failure: why }
}

/** A target that was taken meanwhile is named by its path. */
function asTaken(error: unknown, objects: readonly ObjectTransfer[]): unknown {
  const [first] = objects
  return isLost(error) && error.path === undefined && first !== undefined
    ? alreadyExists(first.path)
    : error
}
