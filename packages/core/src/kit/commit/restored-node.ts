import { isDeepStrictEqual } from 'node:util'
import type { Id, NodeRow, Sequence } from '../../spec/index.ts'

/** Where a restored node goes, and by what. */
export interface RestorePlace {
  readonly parent: Id
  readonly name: string
  readonly operation: Sequence
}

/**
 * The row of a node that is brought back to a past state, with the same id. `newest` is its present state, or the last
 * one of a node that is not live. Content (by reference) that is that of `newest` keeps version and origin of
 * `newest`; other content is the next version, with the past one as its origin. All else is as it was.
 */
export function restoredNode(past: NodeRow, newest: NodeRow, place: RestorePlace): NodeRow {
  const isNewest = past.content === newest.content
  return {
    id: past.id,
    parent: place.parent,
    name: place.name,
    type: past.type,
    from: place.operation,
    version: isNewest ? newest.version : newest.version + 1,
    size: past.size,
    hash: past.hash,
    content: past.content,
    contentType: past.contentType,
    createdAt: past.createdAt,
    modifiedAt: past.modifiedAt,
    createdBy: past.createdBy,
    attributes: past.attributes,
    origin: isNewest ? newest.origin : { node: past.id, version: past.version },
  }
}

/** True when a live node is already as restoring would make it: place, content, its type and time, and attributes. */
export function isRestored(present: NodeRow, restored: NodeRow): boolean {
  return (
    present.parent === restored.parent &&
    present.name === restored.name &&
    present.content === restored.content &&
    present.contentType === restored.contentType &&
    present.modifiedAt === restored.modifiedAt &&
    isDeepStrictEqual(present.attributes, restored.attributes)
  )
}
