import { sha256 } from '../../kit/index.ts'
import type { ContentReference, Hash, MetadataStore } from '../../spec/index.ts'

/** Bytes of the largest content that is looked for with others. */
const LARGEST = 16 << 10

/** Content that is there and was hashed. */
export interface SoundContent {
  readonly hash: Hash
  readonly reference: ContentReference
  /** Bytes. */
  readonly size: number
}

/**
 * Small content of one pool that the store holds as one piece, read and hashed: in one call for all. What is not there,
 * or not what it shall be, or larger, is left out.
 */
export async function findInline(
  store: MetadataStore,
  pool: string,
  hashes: readonly Hash[],
): Promise<readonly SoundContent[]> {
  const found = await store.findInline(pool, hashes, LARGEST)
  const sound: SoundContent[] = []
  for (const [index, content] of found.entries()) {
    const hash = hashes[index] as Hash
    if (content === undefined || sha256(content.bytes) !== hash) continue
    sound.push({ hash, reference: content.reference, size: content.bytes.byteLength })
  }
  return sound
}
