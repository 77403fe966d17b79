import { bytesSource, concatBytes } from '../kit/index.ts'
import type { Backend, Source } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { type Digest, Digester } from './digest.ts'
import { endQuietly, stoppable } from './guarded-source.ts'
import { spoolToFile } from './spool-file.ts'
import { type SpooledObject, spoolToObject } from './spool-object.ts'

/** Bytes of a once-only stream that are held in memory before it is spooled. */
const MEMORY_BYTES = 8 << 20

/** Content whose hash is known or can be had from memory. */
export type Spooled =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'source'
      readonly source: Source
      readonly digest: Digest
      readonly discard?: () => Promise<void>
    }
  | SpooledObject

/**
 * Makes content known by its hash. A rewindable source is hashed in a first pass; a once-only one stays in memory up to
 * 8 MiB, and beyond goes to a temporary object where the backend can rename, else to a temporary file.
 */
export async function spool(
  context: ContentContext,
  backend: Backend,
  source: Source,
  signal?: AbortSignal,
): Promise<Spooled> {
  if (source.bytes !== undefined) return { kind: 'bytes', bytes: source.bytes }
  const digester = new Digester()
  const chunks = digested(stoppable(source.open(), signal), digester)
  if (source.rewindable && (source.size ?? MEMORY_BYTES) > context.inlineMaxBytes) {
    for await (const _ of chunks);
    return { kind: 'source', source, digest: digester.finish() }
  }
  const { head, isWhole } = await readHead(chunks)
  if (isWhole) return { kind: 'bytes', bytes: concatBytes(head) }
  const rest = resumed(head, chunks)
  const renames = backend.capabilities.rename && backend.rename !== undefined
  try {
    return renames
      ? await spoolToObject(context, backend, rest, digester, signal)
      : await spoolToFile(context, rest, digester, signal)
  } finally {
    // Who fails before its first chunk has not begun with them, and so does not end them.
    endQuietly(chunks)
  }
}

/** A source that can be read again and again, until it is discarded. */
export interface Rewound {
  readonly source: Source
  /** Never fails; what cannot be removed is swept later. */
  discard(): Promise<void>
}

/** Makes a once-only source rewindable: in memory up to 8 MiB, beyond in a temporary file. Others stay as they are. */
export async function rewind(
  context: ContentContext,
  source: Source,
  signal?: AbortSignal,
): Promise<Rewound> {
  if (source.rewindable) return kept(source)
  const digester = new Digester()
  const chunks = digested(stoppable(source.open(), signal), digester)
  const { head, isWhole } = await readHead(chunks)
  if (isWhole) return kept(bytesSource(concatBytes(head)))
  try {
    const file = await spoolToFile(context, resumed(head, chunks), digester, signal)
    return { source: file.source, discard: () => discard(context, file) }
  } finally {
    endQuietly(chunks)
  }
}

function kept(source: Source): Rewound {
  return { source, discard: async () => {} }
}

/** The first chunks, and whether they are all. */
async function readHead(
  chunks: AsyncGenerator<Uint8Array>,
): Promise<{ readonly head: Uint8Array[]; readonly isWhole: boolean }> {
  const head: Uint8Array[] = []
  for (let size = 0; size <= MEMORY_BYTES; ) {
    const next = await chunks.next()
    if (next.done === true) return { head, isWhole: true }
    head.push(next.value)
    size += next.value.byteLength
  }
  return { head, isWhole: false }
}

/** Removes what a spool left behind. A failure is logged and never the caller's: it is swept later. */
export async function discard(context: ContentContext, spooled: Spooled): Promise<void> {
  if (spooled.kind === 'bytes') return
  try {
    await spooled.discard?.()
  } catch (error) {
    context.logger?.warn({ error: String(error) }, 'Spooled content could not be removed.')
  }
}

async function* digested(
  chunks: AsyncIterable<Uint8Array>,
  digester: Digester,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    digester.update(chunk)
    yield chunk
  }
}

async function* resumed(
  head: Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let chunk = head.shift(); chunk !== undefined; chunk = head.shift()) yield chunk
  yield* rest
}
