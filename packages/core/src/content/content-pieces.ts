import { isNexusError, NexusError } from '../errors/index.ts'
import { collectBytes, sha256 } from '../kit/index.ts'
import { type ContentPart, type ContentReference, type ContentRow, INLINE } from '../spec/index.ts'
import { isPieceSound } from './content-check.ts'
import { ContentMoved, hasMoved } from './content-moved.ts'
import type { ContentContext } from './context.ts'
import { objectKey } from './object-key.ts'
import type { Readable, Reading } from './reading.ts'

/** The pieces of content in order; content that is one object is its own piece. */
export function piecesOf(content: ContentRow): readonly ContentPart[] {
  return content.parts ?? [content]
}

/** The chunks of one piece as they lie there; `range` only of objects. @throws `CORRUPT` when it is not there. */
export async function* streamPiece(
  reading: Reading,
  part: ContentPart,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  const { context, content, signal } = reading
  if (content.locator !== undefined) throw notMounted(reading)
  try {
    if (part.backend === INLINE) yield await context.store.readInline(part.reference)
    else {
      const configured = context.configured(content.pool, reading.file)
      const backend = await context.backends.get(part.backend, configured)
      const key = objectKey(content.pool, part.hash, part.generation)
      yield* (await backend.get(key, { range, signal })).body
    }
  } catch (error) {
    if (isLoss(error)) throw await damaged(reading, part)
    throw error
  }
}

/** The error of content of a mapped tree that is read without its mount. */
function notMounted({ file: { path } }: Reading): NexusError {
  return new NexusError(
    'BACKEND_NOT_CONFIGURED',
    `The content of ${path} lies in a bucket that is not mounted there.`,
    { path, hint: 'Mount the bucket with layout "path" at the same mount point again.' },
  )
}

/** The bytes of one piece, checked. */
export async function readPiece(reading: Reading, part: ContentPart): Promise<Uint8Array> {
  const bytes = await collectBytes(streamPiece(reading, part))
  if (sha256(bytes) !== part.hash) throw await damaged(reading, part)
  return bytes
}

/** The chunks of all pieces, which the caller checks as a whole. */
export async function* streamPieces(reading: Reading): AsyncGenerator<Uint8Array> {
  for (const part of piecesOf(reading.content)) yield* streamPiece(reading, part)
}

/**
 * The error of content that was not there or not sound. Where it was let go or renewed meanwhile, that says to read the
 * node again. Else it is damage, and what is damaged is marked suspect, so that writing the same bytes again heals it:
 * the given part, else those parts that are not sound, and the content itself.
 */
export async function damaged(reading: Reading, part?: ContentPart): Promise<NexusError> {
  const { context, file, content } = reading
  if (await hasMoved(reading)) return new ContentMoved(file.path)
  try {
    const parts = part === undefined ? await unsoundParts(context, content) : [part]
    for (const { reference, generation } of new Set([...parts, content]))
      await markSuspect(context, file.space, reference, generation)
  } catch (error) {
    const fields = { path: file.path, error: String(error) }
    context.logger?.warn(fields, 'Damaged content could not be marked suspect.')
  }
  return corruptError(file)
}

/** The error of content that is damaged or missing. */
export function corruptError({ path, node }: Readable): NexusError {
  return new NexusError(
    'CORRUPT',
    `The content of ${path} does not match its hash ${node.hash}: it is damaged or missing.`,
    {
      path,
      hint: 'Write the same bytes again to heal it, or restore the data folder from a copy.',
    },
  )
}

async function unsoundParts(
  context: ContentContext,
  content: ContentRow,
): Promise<readonly ContentPart[]> {
  const unsound: ContentPart[] = []
  for (const part of content.parts ?? [])
    if (!(await isPieceSound(context, content.pool, part, true))) unsound.push(part)
  return unsound
}

async function markSuspect(
  context: ContentContext,
  space: string,
  content: ContentReference,
  generation: number,
): Promise<void> {
  const mark = { kind: 'content', action: 'suspect', content, generation } as const
  await context.store.commit({ space, operations: [], mutations: [mark] })
}

/** Whether a failed read says that the bytes are gone or not those that were stored. */
function isLoss(error: unknown): boolean {
  return (
    isNexusError(error, 'NOT_FOUND') ||
    isNexusError(error, 'INVALID_RANGE') ||
    isNexusError(error, 'CORRUPT')
  )
}
