import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'

/** Headers of a condition, as the SDK names them. */
export interface AzureConditions {
  ifMatch?: string
  ifNoneMatch?: string
}

/** Blob types that a put would turn into a block blob. */
export type ForeignType = 'append' | 'page'

/**
 * The etag of an object as callers see it: Azure's own without quotes, and with its type before it where it is no block
 * blob, so that a conditional put knows what it would replace without asking.
 */
export function etagOf(etag: string | undefined, blobType: string | undefined): string {
  const bare = (etag ?? '').replace(/^"|"$/g, '')
  const type = foreignType(blobType)
  return type === undefined ? bare : `${type}:${bare}`
}

/** The type of a blob that is no block blob. */
export function foreignType(blobType: string | undefined): ForeignType | undefined {
  if (blobType === 'AppendBlob') return 'append'
  return blobType === 'PageBlob' ? 'page' : undefined
}

/** The condition as Azure knows it. `ifVersion` is none of its: it must have been replaced by the etag of that version. */
export function conditionsOf(precondition: ObjectPrecondition | undefined): AzureConditions {
  if (precondition === undefined) return {}
  if ('ifNoneMatch' in precondition) return { ifNoneMatch: '*' }
  const etag = etagAsked(precondition)
  return etag === undefined ? {} : { ifMatch: quoted(etag) }
}

/** The etag as it goes into a header. */
export function quoted(etag: string): string {
  return `"${etag.replace(/^(?:append|page):/, '')}"`
}

/** Refuses to turn a blob of another type into a block blob. @throws `NOT_SUPPORTED`. */
export function refuseForeignType(key: string, precondition: ObjectPrecondition | undefined): void {
  if (precondition === undefined || 'ifNoneMatch' in precondition) return
  const [, type] = /^(append|page):/.exec(etagAsked(precondition) ?? '') ?? []
  if (type !== undefined) throw otherType(key, type as ForeignType)
}

/** The `NOT_SUPPORTED` of a put over a blob that is no block blob. */
export function otherType(key: string, type: ForeignType): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `Cannot write ${quoteKey(key)}: it is a blob of the type ${type}, and writing would turn it into a block blob.`,
    {
      hint: 'Delete it first, write to another key, or write it with the client that native() gives.',
    },
  )
}

function etagAsked(precondition: ObjectPrecondition): string | undefined {
  if ('ifMatch' in precondition) return precondition.ifMatch
  return 'ifUnchanged' in precondition ? precondition.ifUnchanged.etag : undefined
}
