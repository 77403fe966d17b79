import { createCipheriv, createHash } from 'node:crypto'

/** A run of bytes that its seed and its length determine. */
export interface Piece {
  readonly seed: number
  readonly size: number
}

/** What a file holds: pieces, one after the other. */
export type Content = readonly Piece[]

/** The bytes of a piece. */
export function pieceBytes({ seed, size }: Piece): Uint8Array {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(seed)
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size))
}

/** The SHA-256 in hex of content. */
export function contentHash(content: Content): string {
  const hash = createHash('sha256')
  for (const piece of content) hash.update(pieceBytes(piece))
  return hash.digest('hex')
}

/** Bytes of content. */
export function contentSize(content: Content): number {
  return content.reduce((sum, piece) => sum + piece.size, 0)
}

/** The bytes of content in chunks of at most 10,000, as a stream that can be read once. */
export async function* streamContent(content: Content): AsyncIterable<Uint8Array> {
  for (const piece of content) {
    const bytes = pieceBytes(piece)
    for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000)
  }
}
