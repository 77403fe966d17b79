import { isNexusError, NexusError } from '../errors/index.ts'
import { checksum, collectBytes, concatBytes, sha256 } from '../kit/index.ts'
import { type ContentPart, type ContentRow, INLINE, type NodeRow } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { BLOCK_BYTES, blockChecksum } from './digest.ts'
import { objectKey } from './object-key.ts'
import { verifiedStream } from './verified-stream.ts'

/** A file whose content is to be read. */
export interface Readable {
  readonly space: string
  readonly path: string
  readonly node: NodeRow
  /** Bytes that came with the node. */
  readonly bytes?: Uint8Array | undefined
}

/** The whole content, verified. The array belongs to the caller. @throws `CORRUPT`, `BACKEND_NOT_CONFIGURED`. */
export async function readWhole(
  context: ContentContext,
  file: Readable,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { node, bytes } = file
  if (bytes !== undefined) return verified(context, file, bytes)
  const cached = context.cache.get(node.hash as string)
  if (cached !== undefined) return cached.slice()
  const content = await context.store.getContent(node.content as number)
  const read: Uint8Array[] = []
  for (const part of piecesOf(content))
    read.push(await readPiece(context, file, content, part, signal))
  const whole = await verified(context, file, concatBytes(read), content)
  if (whole.byteLength > 0 && whole.byteLength <= context.cache.maxSize / 8)
    context.cache.set(node.hash as string, whole.slice())
  return whole
}

/** Bytes `start` to `end` (exclusive), checked block by block. */
export async function readRange(
  context: ContentContext,
  file: Readable,
  range: { start: number; end: number },
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
  range: { start: number; end: number },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { node } = file
  if (range.start === range.end) return
  if (file.bytes !== undefined || node.size <= BLOCK_BYTES) {
    yield (await readWhole(context, file, signal)).subarray(range.start, range.end)
    return
  }
  const content = await context.store.getContent(node.content as number)
  if (range.start === 0 && range.end === node.size) {
    const chunks = streamPieces(context, file, content, signal)
    yield* verifiedStream(chunks, node.hash as string, () => damaged(context, file, content))
    return
  }
  let offset = 0
  for (const part of piecesOf(content)) {
    const start = Math.max(range.start - offset, 0)
    const end = Math.min(range.end - offset, part.size)
    if (start < end) yield* readPieceRange(context, file, content, part, { start, end }, signal)
    offset += part.size
  }
}

async function* streamPieces(
  context: ContentContext,
  file: Readable,
  content: ContentRow,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const part of piecesOf(content)) {
    if (part.backend === INLINE) yield await context.store.readInline(part.reference)
    else yield* (await openObject(context, file, part, content, undefined, signal)).body
  }
}

async function* readPieceRange(
  context: ContentContext,
  file: Readable,
  content: ContentRow,
  part: ContentPart,
  range: { start: number; end: number },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const checksums =
    part.reference === content.reference
      ? content.checksums
      : (await context.store.getContent(part.reference)).checksums
  if (checksums === undefined) {
    yield (await readPiece(context, file, content, part, signal)).subarray(range.start, range.end)
    return
  }
  const first = Math.floor(range.start / BLOCK_BYTES)
  const aligned = {
    start: first * BLOCK_BYTES,
    end: Math.min(Math.ceil(range.end / BLOCK_BYTES) * BLOCK_BYTES, part.size),
  }
  const { body } = await openObject(context, file, part, content, aligned, signal)
  let block = first
  let offset = aligned.start
  for await (const bytes of blocksOf(body)) {
    if (checksum(bytes) !== blockChecksum(checksums, block))
      throw await damaged(context, file, content, part)
    yield bytes.subarray(
      Math.max(range.start - offset, 0),
      Math.min(range.end - offset, bytes.byteLength),
    )
    block += 1
    offset += bytes.byteLength
  }
  if (offset < aligned.end) throw await damaged(context, file, content, part)
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

async function readPiece(
  context: ContentContext,
  file: Readable,
  content: ContentRow,
  part: ContentPart,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (part.backend === INLINE) return context.store.readInline(part.reference)
  const bytes = await collectBytes(
    (await openObject(context, file, part, content, undefined, signal)).body,
  )
  if (content.parts !== undefined && sha256(bytes) !== part.hash)
    throw await damaged(context, file, content, part)
  return bytes
}

async function openObject(
  context: ContentContext,
  file: Readable,
  part: ContentPart,
  content: ContentRow,
  range: { start: number; end: number } | undefined,
  signal: AbortSignal | undefined,
) {
  const backend = await context.backends.get(part.backend, context.configured())
  try {
    return await backend.get(objectKey(content.pool, part.hash, part.generation), { range, signal })
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND') || isNexusError(error, 'INVALID_RANGE'))
      throw await damaged(context, file, content, part)
    throw error
  }
}

function piecesOf(content: ContentRow): readonly ContentPart[] {
  return content.parts ?? [content]
}

async function verified(
  context: ContentContext,
  file: Readable,
  bytes: Uint8Array,
  content?: ContentRow,
): Promise<Uint8Array> {
  if (sha256(bytes) === file.node.hash) return bytes
  throw await damaged(
    context,
    file,
    content ?? (await context.store.getContent(file.node.content as number)),
  )
}

/** The error of damaged content; it is marked suspect, so that writing the same bytes again heals it. */
async function damaged(
  context: ContentContext,
  file: Readable,
  content: ContentRow,
  part: ContentPart = content,
): Promise<NexusError> {
  for (const piece of part === content ? piecesOf(content) : [part]) {
    const mark = {
      kind: 'content',
      action: 'suspect',
      content: piece.reference,
      generation: piece.generation,
    } as const
    await context.store
      .commit({ space: file.space, operations: [], mutations: [mark] })
      .catch((error: unknown) => {
        context.logger?.warn(
          { path: file.path, error: String(error) },
          'Damaged content could not be marked suspect.',
        )
      })
  }
  return new NexusError(
    'CORRUPT',
    `The content of ${file.path} does not match its hash ${file.node.hash}: it is damaged or missing.`,
    {
      path: file.path,
      hint: 'Write the same bytes again to heal it, or restore the data folder from a copy.',
    },
  )
}
