import { createHash, type Hash as Hasher } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Hash } from '../spec/index.ts'

/** Bytes that one checksum covers. */
export const BLOCK_BYTES = 1 << 20

/** What is known of content once all of it went by. */
export interface Digest {
  readonly hash: Hash
  readonly size: number
  /** CRC-32 of each MiB, 4 bytes big-endian; only above 1 MiB. */
  readonly checksums?: Uint8Array | undefined
}

/** SHA-256 of a stream and CRC-32 of each of its MiB blocks, as the bytes go by. */
export class Digester {
  readonly #hasher: Hasher = createHash('sha256')
  readonly #checksums: number[] = []
  #block = 0
  #filled = 0
  #size = 0

  update(bytes: Uint8Array): void {
    this.#hasher.update(bytes)
    this.#size += bytes.byteLength
    for (let start = 0; start < bytes.byteLength; ) {
      const piece = bytes.subarray(start, start + BLOCK_BYTES - this.#filled)
      this.#block = crc32(piece, this.#block)
      this.#filled += piece.byteLength
      start += piece.byteLength
      if (this.#filled === BLOCK_BYTES) this.#endBlock()
    }
  }

  finish(): Digest {
    if (this.#filled > 0) this.#endBlock()
    const digest = { hash: this.#hasher.digest('hex'), size: this.#size }
    return this.#size > BLOCK_BYTES ? { ...digest, checksums: packed(this.#checksums) } : digest
  }

  #endBlock(): void {
    this.#checksums.push(this.#block)
    this.#block = 0
    this.#filled = 0
  }
}

function packed(checksums: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(checksums.length * 4)
  const view = new DataView(bytes.buffer)
  checksums.forEach((checksum, index) => {
    view.setUint32(index * 4, checksum)
  })
  return bytes
}

/** The checksum of a block. */
export function blockChecksum(checksums: Uint8Array, block: number): number {
  return new DataView(checksums.buffer, checksums.byteOffset, checksums.byteLength).getUint32(
    block * 4,
  )
}
