import { NexusError } from '../errors/index.ts'
import { blobSource, bytesSource, onceSource } from '../kit/index.ts'
import type { Source } from '../spec/index.ts'
import type { WriteContent } from './types.ts'

/**
 * A source over anything that can be written. Text becomes UTF-8.
 * @throws `INVALID_ARGUMENT` for anything else.
 */
export function contentSource(content: WriteContent): Source {
  if (typeof content === 'string') return bytesSource(Buffer.from(content))
  if (content instanceof Uint8Array) return bytesSource(content)
  if (content instanceof ArrayBuffer) return bytesSource(new Uint8Array(content))
  if (content instanceof Blob) return blobSource(content)
  if (isAsyncIterable(content)) return onceSource(byteChunks(content))
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Content cannot be ${content === null ? 'null' : typeof content}.`,
    {
      hint: 'Give text, a Uint8Array, an ArrayBuffer, a Blob, a web or Node stream, or an async iterable of bytes.',
    },
  )
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function* byteChunks(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (chunk instanceof Uint8Array) yield chunk
    else if (typeof chunk === 'string') yield Buffer.from(chunk)
    else {
      throw new NexusError('INVALID_ARGUMENT', `A stream gave a chunk of type ${typeof chunk}.`, {
        hint: 'Chunks must be Uint8Array or text.',
      })
    }
  }
}
