import { createHash } from 'node:crypto'
import type { Hash } from '../spec/index.ts'

/** The chunks as they are; the last one only once the hash of all agrees, so whoever saw the end saw sound bytes. */
export async function* verifiedStream(
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
  damaged: () => Promise<Error>,
): AsyncGenerator<Uint8Array> {
  const hasher = createHash('sha256')
  let held: Uint8Array | undefined
  for await (const chunk of chunks) {
    if (held !== undefined) yield held
    hasher.update(chunk)
    held = chunk
  }
  if (hasher.digest('hex') !== hash) throw await damaged()
  if (held !== undefined) yield held
}
