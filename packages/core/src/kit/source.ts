import { createReadStream } from 'node:fs'
import { NexusError } from '../errors/index.ts'
import type { Source } from '../spec/index.ts'

/** A rewindable source over bytes in memory. The bytes are not copied. */
export function bytesSource(bytes: Uint8Array): Source {
  return {
    size: bytes.byteLength,
    rewindable: true,
    bytes,
    async *open(start = 0) {
      if (start < bytes.byteLength) yield start === 0 ? bytes : bytes.subarray(start)
    },
  }
}

/** A rewindable source over a host file of known size. */
export function fileSource(file: string, size: number): Source {
  return {
    size,
    rewindable: true,
    open: (start = 0) => createReadStream(file, { start, highWaterMark: 1 << 20 }),
  }
}

/** A rewindable source over a Blob. */
export function blobSource(blob: Blob): Source {
  return {
    size: blob.size,
    rewindable: true,
    open: (start = 0) => blob.slice(start).stream() as unknown as AsyncIterable<Uint8Array>,
  }
}

/** A source that can be opened once. */
export function onceSource(chunks: AsyncIterable<Uint8Array>, size?: number): Source {
  let opened = false
  return {
    size,
    rewindable: false,
    open(start = 0) {
      if (opened || start !== 0)
        throw new NexusError('INTERNAL', 'A once-only source was opened a second time.')
      opened = true
      return chunks
    },
  }
}
