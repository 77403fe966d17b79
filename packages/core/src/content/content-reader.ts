import { isNexusError } from '../errors/index.ts'
import { checksum, collectBytes, concatBytes, copyBytes, sha256 } from '../kit/index.ts'
import type { ContentPart, ContentRow } from '../spec/index.ts'
import { ContentMoved, isNamed } from './content-moved.ts'
import {
  corruptError,
  damaged,
  piecesOf,
  readPiece,
  streamPiece,
  streamPieces,
} from './content-pieces.ts'
import type { ContentContext } from './context.ts'
import { BLOCK_BYTES, blockChecksum } from './digest.ts'
import type { Readable, Reading } from './reading.ts'
import { verifiedStream } from './verified-stream.ts'

/** Bytes `start` to `end`, exclusive. */
interface Span {
  readonly start: number
  readonly end: number
}

/** The whole content, verified. The array belongs to the caller. @throws `CORRUPT`, `BACKEND_NOT_CONFIGURED`. */
export async function readWhole(
  context: ContentContext,
  file: Readable,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { node, bytes } = file
  const hash = node.hash as string
  if (bytes !== undefined) {
    if (sha256(bytes) === hash) return bytes
    throw await damaged(await readingOf(context, file, signal))
  }
  const cached = context.cache.get(hash)
  if (cached !== undefined) return copyBytes(cached)
  const reading = await readingOf(context, file, signal)
  const whole = await collectBytes(streamPieces(reading))
  if (sha256(whole) !== hash) throw await damaged(reading)
  if (whole.byteLength > 0 && whole.byteLength <= context.cache.maxSize / 8)
    context.cache.set(hash, copyBytes(whole))
  return whole
}

/** Bytes `start` to `end` (exclusive), checked block by block. */
export async function readRange(
  context: ContentContext,
  file: Readable,
  range: Span,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (file.node.size <= BLOCK_BYTES)
    return (await readWhole(context, file, signal)).subarray(range.start, range.end)
  return collectBytes(streamRange(context, file, range, signal))
}

/**
 * Bytes `start` to `end` (exclusive) as chunks. A whole file's last chunk is held back until the hash agrees; a range
 * is checked by blocks of 1 MiB.
 */
export async function* streamRange(
  context: ContentContext,
  file: Readable,
  range: Span,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { node } = file
  if (range.start === range.end) return
  if (file.bytes !== undefined || node.size <= BLOCK_BYTES) {
    yield (await readWhole(context, file, signal)).subarray(range.start, range.end)
    return
  }
  const reading = await readingOf(context, file, signal)
  if (range.start === 0 && range.end === node.size) {
    yield* verifiedStream(streamPieces(reading), node.hash as string, () => damaged(reading))
    return
  }
  let offset = 0
  for (const part of piecesOf(reading.content)) {
    const start = Math.max(range.start - offset, 0)
    const end = Math.min(range.end - offset, part.size)
    if (start < end) yield* streamPieceRange(reading, part, { start, end })
    offset += part.size
  }
}

/** What the store knows of a file's content. @throws `CORRUPT` when it is not there although a state has it. */
export async function contentOf(context: ContentContext, file: Readable): Promise<ContentRow> {
  try {
    return await context.store.getContent(file.node.content as number)
  } catch (error) {
    if (!isNexusError(error, 'CORRUPT')) throw error
    throw (await isNamed(context, file)) ? corruptError(file) : new ContentMoved(file.path)
  }
}

async function readingOf(
  context: ContentContext,
  file: Readable,
  signal: AbortSignal | undefined,
): Promise<Reading> {
  return { context, file, content: await contentOf(context, file), signal }
}

async function* streamPieceRange(
  reading: Reading,
  part: ContentPart,
  range: Span,
): AsyncGenerator<Uint8Array> {
  const checksums = await checksumsOf(reading, part)
  if (checksums === undefined) {
    yield (await readPiece(reading, part)).subarray(range.start, range.end)
    return
  }
  const first = Math.floor(range.start / BLOCK_BYTES)
  const aligned = {
    start: first * BLOCK_BYTES,
    end: Math.min(Math.ceil(range.end / BLOCK_BYTES) * BLOCK_BYTES, part.size),
  }
  let block = first
  let offset = aligned.start
  for await (const bytes of blocksOf(streamPiece(reading, part, aligned))) {
    if (checksum(bytes) !== blockChecksum(checksums, block)) throw await damaged(reading, part)
    yield bytes.subarray(
      Math.max(range.start - offset, 0),
      Math.min(range.end - offset, bytes.byteLength),
    )
    block += 1
    offset += bytes.byteLength
  }
  if (offset < aligned.end) throw await damaged(reading, part)
}

/** The checksums of a piece's blocks; pieces of one block have none. */
async function checksumsOf(
  { context, content }: Reading,
  part: ContentPart,
): Promise<Uint8Array | undefined> {
  if (part.size <= BLOCK_BYTES) return undefined
  if (part.reference === content.reference) return content.checksums
  return (await context.store.getContent(part.reference)).checksums
}

/** Chunks cut to whole blocks of 1 MiB, the last one shorter. */
async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let size = 0
  for await (let chunk of chunks) {
    while (size + chunk.byteLength >= BLOCK_BYTES) {
      const cut = BLOCK_BYTES - size
      held.push(chunk.subarray(0, cut))
      yield concatBytes(held)
      chunk = chunk.subarray(cut)
      held = []
      size = 0
    }
    if (chunk.byteLength > 0) held.push(chunk)
    size += chunk.byteLength
  }
  if (size > 0) yield concatBytes(held)
}
