import { onceSource } from '../kit/index.ts'
import type { Backend } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import type { Digest, Digester } from './digest.ts'

const PREFIX = 'tmp/'
/** Age from which a temporary object is taken for one that a crash left behind: a day, in milliseconds. */
const STALE_MS = 24 * 60 * 60 * 1000

/** A once-only stream under a temporary key of the backend. */
export interface SpooledObject {
  readonly kind: 'object'
  readonly digest: Digest
  moveTo(key: string): Promise<void>
  readonly discard: () => Promise<void>
}

/** Puts a stream to where a rename can take it from; the digester has seen the chunks as they went by. */
export async function spoolToObject(
  context: ContentContext,
  backend: Backend,
  chunks: AsyncIterable<Uint8Array>,
  digester: Digester,
  signal: AbortSignal | undefined,
): Promise<SpooledObject> {
  await sweep(context, backend)
  const temporary = `${PREFIX}${context.newId()}`
  await backend.put(temporary, onceSource(chunks), { signal })
  let moved = false
  return {
    kind: 'object',
    digest: digester.finish(),
    async moveTo(key) {
      await backend.rename?.(temporary, key, { signal })
      moved = true
    },
    async discard() {
      if (!moved) await backend.delete(temporary)
    },
  }
}

/** Removes what a crash left behind a day ago or longer. A failure is no reason to refuse a write. */
async function sweep(context: ContentContext, backend: Backend): Promise<void> {
  try {
    const { objects } = await backend.list({ prefix: PREFIX, limit: 1000 })
    for (const { key, modifiedAt = Date.now() } of objects)
      if (Date.now() - modifiedAt > STALE_MS) await backend.delete(key)
  } catch (error) {
    context.logger?.warn({ error: String(error) }, 'Temporary objects could not be swept.')
  }
}
