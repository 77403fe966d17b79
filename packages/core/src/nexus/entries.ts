import { contentTypeOf } from '../kit/index.ts'
import type { VirtualPath } from '../path/index.ts'
import type { Id, NodeRow, Sequence } from '../spec/index.ts'
import type { StoreReader } from './moment.ts'
import type { Entry } from './types.ts'

/** The entry of a node. A directory's time is replaced by `withDirectoryTimes`. */
export function entryOf(path: string, row: NodeRow): Entry {
  const { name, type, size, version, modifiedAt, id } = row
  if (type === 'directory') return { path, name, type, size, version, modifiedAt, id }
  return {
    path,
    name,
    type,
    size,
    etag: row.hash,
    version,
    contentType: row.contentType ?? contentTypeOf(name),
    modifiedAt,
    id,
  }
}

/** The entry of a directory that exists by structure and has no row yet; its time is 0. */
export function structuralEntry(path: VirtualPath): Entry {
  return {
    path: path.text,
    name: path.segments.at(-1) ?? '',
    type: 'directory',
    size: 0,
    version: 0,
    modifiedAt: 0,
  }
}

/** The path of a child, without parsing: names come from the store. */
export function childText(parent: VirtualPath, name: string): string {
  return parent.segments.length === 0 ? `/${name}` : `${parent.text}/${name}`
}

/**
 * Gives directories the time of the newest change directly in them; those of the past keep that of their creation,
 * since what was changed in them by then is not kept apart from what was changed later.
 */
export async function withDirectoryTimes(
  { parts: { store } }: StoreReader,
  space: string,
  entries: readonly Entry[],
  at?: Sequence,
): Promise<readonly Entry[]> {
  if (at !== undefined) return entries
  const ids = entries.flatMap((entry) =>
    entry.type === 'directory' && entry.id !== undefined ? [entry.id] : [],
  )
  if (ids.length === 0) return entries
  const times = await store.newestChanges(space, ids)
  const byId = new Map<Id, number | undefined>(ids.map((id, index) => [id, times[index]]))
  return entries.map((entry) => {
    const time =
      entry.type === 'directory' && entry.id !== undefined ? byId.get(entry.id) : undefined
    return time === undefined ? entry : { ...entry, modifiedAt: Math.max(time, entry.modifiedAt) }
  })
}
