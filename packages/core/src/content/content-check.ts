import { createHash } from 'node:crypto'
import { isNexusError } from '../errors/index.ts'
import { type Backend, type ContentRow, INLINE } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { objectKey } from './object-key.ts'

/**
 * Whether content that is there may be used again. Near content is read and hashed, which is no dearer than writing
 * it; content behind a network is compared by size.
 */
export async function isSound(
  context: ContentContext,
  backend: Backend,
  content: ContentRow,
): Promise<boolean> {
  const hasher = createHash('sha256')
  for (const part of content.parts ?? [content]) {
    if (part.backend === INLINE) {
      hasher.update(await context.store.readInline(part.reference))
      continue
    }
    const key = objectKey(content.pool, part.hash, part.generation)
    if (!backend.capabilities.local) {
      const info = await backend.head(key)
      if (info?.size !== part.size) return false
      if (content.parts === undefined) return true
    }
    try {
      for await (const chunk of (await backend.get(key)).body) hasher.update(chunk)
    } catch (error) {
      if (isNexusError(error, 'NOT_FOUND')) return false
      throw error
    }
  }
  return hasher.digest('hex') === content.hash
}
