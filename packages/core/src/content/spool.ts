import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NexusError } from '../errors/index.ts'
import { concatBytes, fileSource, onceSource, throwIfAborted } from '../kit/index.ts'
import type { Backend, Source } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { type Digest, Digester } from './digest.ts'

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
  /** On the backend already, under a temporary key. */
  | {
      readonly kind: 'object'
      readonly digest: Digest
      moveTo(key: string): Promise<void>
      readonly discard: () => Promise<void>
    }

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
  if (source.rewindable && (source.size ?? MEMORY_BYTES) > context.inlineMaxBytes) {
    return { kind: 'source', source, digest: await digestOf(source.open(), signal) }
  }
  const chunks = source.open()[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let size = 0
  while (size <= MEMORY_BYTES) {
    throwIfAborted(signal)
    const next = await chunks.next()
    if (next.done === true)
      return {
        kind: 'bytes',
        bytes: head.length === 1 ? (head[0] as Uint8Array).slice() : concatBytes(head),
      }
    head.push(next.value)
    size += next.value.byteLength
  }
  const rest = resumed(head, chunks)
  return backend.capabilities.rename && backend.rename !== undefined
    ? spoolToObject(context, backend, rest, signal)
    : spoolToFile(context, rest, signal)
}

/** Removes what a spool left behind; what cannot be removed is swept later. */
export async function discard(spooled: Spooled): Promise<void> {
  if (spooled.kind !== 'bytes') await spooled.discard?.()
}

async function spoolToObject(
  context: ContentContext,
  backend: Backend,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Spooled> {
  const digester = new Digester()
  const temporary = `tmp/${context.newId()}`
  await backend.put(temporary, onceSource(digested(chunks, digester)), { signal })
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

async function spoolToFile(
  context: ContentContext,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Spooled> {
  const folder = await mkdtemp(join(context.tmpDir, 'nexus-spool-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const file = join(folder, 'content')
  const digester = new Digester()
  try {
    await pipeline(
      Readable.from(digested(chunks, digester)),
      createWriteStream(file, { mode: 0o600 }),
      { signal },
    )
    const digest = digester.finish()
    return { kind: 'source', source: fileSource(file, digest.size), digest, discard: remove }
  } catch (error) {
    await remove()
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new NexusError('NO_SPACE', `The temporary folder ${context.tmpDir} is full.`, {
      cause: error,
      hint: 'Free space there, or set tmp_dir to a folder on a larger disk.',
    })
  }
}

async function digestOf(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Digest> {
  const digester = new Digester()
  for await (const chunk of chunks) {
    throwIfAborted(signal)
    digester.update(chunk)
  }
  return digester.finish()
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
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* head
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value
  } finally {
    await rest.return?.()
  }
}
