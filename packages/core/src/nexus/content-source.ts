import { types } from 'node:util'
import { NexusError } from '../errors/index.ts'
import { blobSource, bytesSource, copyBytes, onceSource } from '../kit/index.ts'
import type { Source } from '../spec/index.ts'
import type { WriteContent } from './types.ts'

/** Bytes up to which an array is copied at once, so that the caller may change it as soon as the call was made. */
const COPIED_BYTES = 8 << 20

/**
 * A source over anything that can be written; to be made before the call first waits. Text becomes UTF-8. An array
 * above 8 MiB is not copied: if it changes before the call has ended, the call fails with `CONFLICT`.
 * @throws `INVALID_ARGUMENT` for anything else.
 */
export function contentSource(content: WriteContent): Source {
  if (typeof content === 'string') return bytesSource(new TextEncoder().encode(content))
  if (ArrayBuffer.isView(content)) {
    return ownSource(new Uint8Array(content.buffer, content.byteOffset, content.byteLength))
  }
  if (types.isAnyArrayBuffer(content)) return ownSource(new Uint8Array(content))
  if (content instanceof Blob) return blobSource(content)
  if (isAsyncIterable(content)) return onceSource(byteChunks(content))
  throw new NexusError('INVALID_ARGUMENT', `Content cannot be ${kindOf(content)}.`, {
    hint: 'Give text, a Uint8Array, an ArrayBuffer, a Blob, a web or Node stream, or an async iterable of bytes.',
  })
}

function ownSource(bytes: Uint8Array): Source {
  return bytesSource(bytes.byteLength > COPIED_BYTES ? bytes : copyBytes(bytes))
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function* byteChunks(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  // The chunks of streams are fresh; any other source may fill one array again and again.
  const fresh = 'getReader' in chunks || 'pipe' in chunks
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') yield new TextEncoder().encode(chunk)
    else if (ArrayBuffer.isView(chunk)) {
      const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      yield fresh ? bytes : copyBytes(bytes)
    } else {
      throw new NexusError('INVALID_ARGUMENT', `A stream gave ${kindOf(chunk)} as a chunk.`, {
        hint: 'Chunks must be Uint8Array or text.',
      })
    }
  }
}
