/** Content as the store knows it. */
import type { ContentReference, Hash } from './node.ts'

/** Where content lies: a pool, a backend's id (`inline` for the store itself) and the hash. */
export interface ContentAddress {
  readonly pool: string
  readonly backend: string
  readonly hash: Hash
}

/** The backend id of content that the store itself holds. */
export const INLINE = 'inline'

/**
 * State of content: announced; there; damaged; damaged, and its replacement is announced, with the next generation; to
 * be deleted.
 */
export type ContentState = 'pending' | 'present' | 'suspect' | 'renewing' | 'condemned'

/** One piece of content that is one object, or lies in the store. */
export interface ContentPart {
  readonly reference: ContentReference
  readonly backend: string
  readonly hash: Hash
  readonly size: number
  readonly generation: number
}

/** What the store knows of content. */
export interface ContentRow extends ContentAddress {
  readonly reference: ContentReference
  readonly size: number
  readonly state: ContentState
  /** 1 and up; part of the object's key. While content is `renewing`, that of the damaged object. */
  readonly generation: number
  /** For content made by appending: its pieces in order, 2 to 256. */
  readonly parts?: readonly ContentPart[] | undefined
  /** CRC-32 (big-endian, 4 bytes) of each MiB, for content above 1 MiB that is one object. */
  readonly checksums?: Uint8Array | undefined
  /**
   * Of content that lies elsewhere under a name of its own: JSON that says where, for whoever made it. Its `hash` is
   * that of this text, not of the bytes. It is never announced, doubted, renewed, or deleted where it lies.
   */
  readonly locator?: string | undefined
}

/** Content on the candidate list: the collector looks whether anything still references it. */
export interface Collectable {
  readonly reference: ContentReference
  readonly generation: number
  readonly size: number
  readonly backend: string
  /** Since when, milliseconds UTC: the loss of a reference, or the end of the lease of announced content. */
  readonly since: number
}

/** An object whose content was condemned, or that a new generation replaced: it is to be deleted. */
export interface DoomedObject extends ContentAddress {
  readonly generation: number
  readonly size: number
  /** Milliseconds UTC. */
  readonly since: number
}
