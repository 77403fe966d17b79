import { isWithin } from '../../path/index.ts'
import type { Change, Place } from '../managed/index.ts'
import type { Seen } from '../tree.ts'
import { changeObjects } from './change-objects.ts'
import { lostRace } from './conditions.ts'
import { removeFolders } from './folders.ts'
import { keyOf } from './keys.ts'
import { MOST_OBJECTS, type ObjectChange } from './ledger.ts'
import { lookAtObject } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { removeObjects } from './remove-objects.ts'

/**
 * Deletes what was copied elsewhere, page by page: files while they are what was copied, then the markers of
 * directories. @throws `CONFLICT` at a file that another program changed meanwhile; it stays.
 */
export async function removeSeenObjects(
  mapped: MappedContext,
  { path: root }: Place,
  seen: readonly Seen[],
  { operation, createdBy, signal }: Change,
): Promise<void> {
  const { mount, ledger, context, observations } = mapped
  const files = seen.filter(({ type }) => type === 'file')
  const markers = seen
    .filter(({ type, path }) => type === 'directory' && isWithin(path, root))
    .map(({ path }) => ({ key: `${keyOf(mount, path)}/`, size: 0, etag: '' }))
  const isTree = seen[0]?.type === 'directory'
  const key = keyOf(mount, root)
  await ledger.alone(mount, isTree ? [key, `${key}/`] : [key], signal, async () => {
    for (let start = 0, more = true; more; start += MOST_OBJECTS) {
      const page = files.slice(start, start + MOST_OBJECTS)
      more = start + MOST_OBJECTS < files.length
      const objects: ObjectChange[] = []
      for (const file of page) objects.push(await asSeen(mapped, file, signal))
      const directories =
        more || !isTree ? [] : [{ action: 'remove', path: root, marker: `${key}/` } as const]
      const draft =
        start === 0 ? operation : { ...operation, id: context.newId(), batch: operation.id }
      const given = { mount, operation: draft, createdBy, objects, directories, signal }
      const last = more ? [] : markers
      await changeObjects(mapped, given, () => removeObjects(mapped, objects, last, signal))
      for (const object of objects) observations.forget(object.key)
    }
    if (isTree) await removeFolders(mapped, `${key}/`, signal)
  })
}

async function asSeen(
  mapped: MappedContext,
  { path, etag }: Seen,
  signal: AbortSignal | undefined,
): Promise<ObjectChange> {
  const key = keyOf(mapped.mount, path)
  const known = mapped.observations.find(key)
  const now = known?.etag === etag ? known : await lookAtObject(mapped, key, signal)
  if (now === undefined || now.etag !== etag)
    throw lostRace(path, { key, etag: etag as string, size: 0, modifiedAt: 0 }, now)
  return { action: 'delete', path, key, before: now }
}
