/**
 * Bytes on their way in. A rewindable source can be opened again and from any offset, so it can be
 * retried; a once-only source can be opened once, at 0.
 */
export interface Source {
  /** Bytes, when known beforehand. */
  readonly size?: number | undefined
  readonly rewindable: boolean
  /** Present when all bytes are in memory already: readers may use them as they are and must not change them. */
  readonly bytes?: Uint8Array | undefined
  open(start?: number): AsyncIterable<Uint8Array>
}
