import {
  compareNames,
  isAfterStart,
  listCursor,
  rolledUpPrefix,
  startOfList,
} from '@nexusfs/core/kit'
import type { ListOptions, ListPage, ObjectSummary } from '@nexusfs/core/spec'
import type { StoredObject } from './archive.ts'

/** One page of the objects, in byte order of keys; prefixes count towards the limit. */
export function listPage(
  stored: ReadonlyMap<string, StoredObject>,
  options: ListOptions,
): ListPage {
  const { prefix = '', delimiter, limit } = options
  const start = startOfList(options)
  const objects: ObjectSummary[] = []
  const prefixes: string[] = []
  let cursor = ''
  for (const key of [...stored.keys()].sort(compareNames)) {
    if (!key.startsWith(prefix) || !isAfterStart(key, start)) continue
    const rolledUp = rolledUpPrefix(key, prefix, delimiter)
    if (rolledUp !== undefined && rolledUp === prefixes.at(-1)) continue
    if (objects.length + prefixes.length === limit) return { objects, prefixes, cursor }
    cursor = listCursor(rolledUp === undefined ? 'object' : 'prefix', rolledUp ?? key)
    const info = stored.get(key)?.info
    if (rolledUp !== undefined) prefixes.push(rolledUp)
    else if (info !== undefined) objects.push(info)
  }
  return { objects, prefixes }
}
