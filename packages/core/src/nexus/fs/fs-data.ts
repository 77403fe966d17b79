import type { WriteContent } from '../types.ts'
import { invalidArgument } from './fs-error.ts'
import type { FsData } from './types.ts'

/** Content of `writeFile` as `write` takes it. @throws `ERR_INVALID_ARG_TYPE`. */
export function contentOf(data: FsData, encoding: BufferEncoding = 'utf8'): WriteContent {
  if (typeof data === 'string') return Buffer.from(data, encoding)
  if (ArrayBuffer.isView(data)) return bytesOf(data)
  if (isIterable(data)) return chunksOf(data, encoding)
  throw invalidArgument(
    'data',
    data,
    'of type string or an instance of Buffer, TypedArray, or DataView',
  )
}

/** The bytes of a view, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

type Chunk = string | NodeJS.ArrayBufferView

function isIterable(data: unknown): data is Iterable<Chunk> | AsyncIterable<Chunk> {
  if (typeof data !== 'object' || data === null) return false
  return Symbol.asyncIterator in data || Symbol.iterator in data
}

async function* chunksOf(
  data: Iterable<Chunk> | AsyncIterable<Chunk>,
  encoding: BufferEncoding,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of data) {
    if (typeof chunk === 'string') yield Buffer.from(chunk, encoding)
    else if (ArrayBuffer.isView(chunk)) yield bytesOf(chunk)
    else throw invalidArgument('data', chunk, 'of strings or bytes')
  }
}
