import type { Id, NodeRow, Sequence } from '../../spec/index.ts'

/** Where a copy goes, and by what. */
export interface CopyPlace {
  readonly id: Id
  readonly parent: Id
  readonly name: string
  readonly operation: Sequence
  /** Milliseconds UTC: creation and modification of the copy. */
  readonly time: number
  readonly createdBy: string | undefined
}

/**
 * The row of a copied node: it shares content, content type and attributes, and starts anew
 * otherwise. A file begins at version 1 with the source's node and version as origin.
 */
export function copyOfNode(source: NodeRow, place: CopyPlace): NodeRow {
  const { id, parent, name, operation, time, createdBy } = place
  const file = source.type === 'file'
  return {
    id,
    parent,
    name,
    type: source.type,
    from: operation,
    version: file ? 1 : 0,
    size: source.size,
    hash: source.hash,
    content: source.content,
    contentType: source.contentType,
    createdAt: time,
    modifiedAt: time,
    createdBy,
    attributes: source.attributes,
    origin: file ? { node: source.id, version: source.version } : undefined,
  }
}
