import { isAfterStart, listCursor, rolledUpPrefix, startOfList } from '@nexusfs/core/kit'
import type { ListOptions, ListPage, ObjectInfo, ObjectSummary } from '@nexusfs/core/spec'
import type { Client } from './client.ts'

/**
 * One page of a listing. Keys that share the part up to the delimiter become one entry of `prefixes`; both together
 * count towards the limit. The helpers of the kit make cursors that go on exactly where the page ended.
 */
export async function listPage(client: Client, options: ListOptions): Promise<ListPage> {
  const { prefix = '', delimiter, limit } = options
  const start = startOfList(options)
  const objects: ObjectSummary[] = []
  const prefixes: string[] = []
  let cursor = ''
  for await (const info of client.list(prefix, start.after)) {
    if (!isAfterStart(info.key, start)) continue
    const rolledUp = rolledUpPrefix(info.key, prefix, delimiter)
    if (rolledUp !== undefined && rolledUp === prefixes.at(-1)) continue
    if (objects.length + prefixes.length === limit) return { objects, prefixes, cursor }
    cursor = listCursor(rolledUp === undefined ? 'object' : 'prefix', rolledUp ?? info.key)
    if (rolledUp === undefined) objects.push(summaryOf(info))
    else prefixes.push(rolledUp)
  }
  return { objects, prefixes }
}

function summaryOf({ key, size, etag, modifiedAt }: ObjectInfo): ObjectSummary {
  return { key, size, etag, modifiedAt }
}
