import { createHash } from 'node:crypto'
import { isNexusError } from '../errors/index.ts'
import { type Backend, type ContentPart, type ContentRow, INLINE } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { objectKey } from './object-key.ts'

/** Whether content that is there may be used again. */
export async function isSound(context: ContentContext, content: ContentRow): Promise<boolean> {
  for (const part of content.parts ?? [content])
    if (!(await isPieceSound(context, content.pool, part))) return false
  return true
}

/**
 * Whether a piece is what it shall be. Near content is read and hashed, which is no dearer than writing it; content
 * behind a network is looked at once per process or `anew`, and compared by size and, where the provider keeps it, by SHA-256.
 */
export async function isPieceSound(
  context: ContentContext,
  pool: string,
  part: ContentPart,
  anew = false,
): Promise<boolean> {
  try {
    if (part.backend === INLINE) {
      return await hasHash([await context.store.readInline(part.reference)], part)
    }
    const backend = await context.backends.get(part.backend, context.configured(pool))
    const key = objectKey(pool, part.hash, part.generation)
    if (anew) context.seen.delete(seenName(part, key))
    if (!backend.capabilities.local) return await wasSeen(context, backend, part, key)
    return await hasHash((await backend.get(key)).body, part)
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

async function wasSeen(
  { seen }: ContentContext,
  backend: Backend,
  part: ContentPart,
  key: string,
): Promise<boolean> {
  const name = seenName(part, key)
  if (seen.has(name)) return true
  const info = await backend.head(key)
  const isSound = info?.size === part.size && (info.digest ?? part.hash) === part.hash
  if (isSound) seen.set(name, true)
  return isSound
}

function seenName({ backend }: ContentPart, key: string): string {
  return `${backend} ${key}`
}

async function hasHash(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  part: ContentPart,
): Promise<boolean> {
  const hasher = createHash('sha256')
  for await (const chunk of chunks) hasher.update(chunk)
  return hasher.digest('hex') === part.hash
}

function isAbsence(error: unknown): boolean {
  return (
    isNexusError(error, 'NOT_FOUND') ||
    isNexusError(error, 'CORRUPT') ||
    isNexusError(error, 'BACKEND_NOT_CONFIGURED')
  )
}
