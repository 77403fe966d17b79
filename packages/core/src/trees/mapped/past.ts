import { NexusError } from '../../errors/index.ts'
import { contentTypeOf } from '../../kit/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import { notFound, type Place } from '../managed/index.ts'
import type { TreeNode, TreeStat } from '../tree.ts'
import type { PastState } from './history-past.ts'

/** A past state of a file as an entry. */
export function pastNode(state: PastState | undefined, { path }: Place): TreeNode | undefined {
  if (state === undefined) return undefined
  const { etag, size, version, contentType, modifiedAt, node } = state
  const name = path.segments.at(-1) as string
  const more = { etag, size, version, modifiedAt, id: node?.id }
  return {
    path: path.text,
    name,
    type: 'file',
    contentType: contentType ?? contentTypeOf(name),
    ...more,
  }
}

/** The same with what is known besides. @throws `NOT_FOUND`. */
export function pastStat(state: PastState | undefined, place: Place): TreeStat {
  const entry = pastNode(state, place)
  if (entry === undefined) throw notFound(place.path)
  const { createdAt = entry.modifiedAt, createdBy, attributes } = state?.node ?? {}
  return { ...entry, createdAt, createdBy, refCount: 1, mode: attributes?.posix?.mode }
}

/** What a bucket held at a time is known of single files only. */
export function noListingThen({ text }: VirtualPath): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `What lay in ${text} then cannot be told: it is a directory of a bucket that others change too.`,
    {
      path: text,
      hint: 'Ask for single files that were written through Nexus, or list it as it is now.',
    },
  )
}
