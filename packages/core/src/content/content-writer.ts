import { isNexusError, NexusError } from '../errors/index.ts'
import { bytesSource, sha256 } from '../kit/index.ts'
import type {
  Backend,
  ContentMutation,
  ContentReference,
  ContentRow,
  Hash,
  Mutation,
  Source,
} from '../spec/index.ts'
import { isSound } from './content-check.ts'
import type { ContentContext } from './context.ts'
import { type Digest, Digester } from './digest.ts'
import { objectKey } from './object-key.ts'
import { discard, type Spooled, spool } from './spool.ts'

/** How long an upload may take before its registration lapses. */
const LEASE_MS = 60 * 60 * 1000

/** Where new content goes. */
export interface ContentTarget {
  readonly space: string
  readonly backend: Backend
  readonly path: string
  /** Uploads by key that one batch has begun, so that the same content is uploaded once. */
  readonly uploads?: Map<string, Promise<void>> | undefined
}

/** Content that is ready to be named: by its reference, else by the last of the mutations that the commit begins with. */
export interface PreparedContent {
  readonly reference?: ContentReference | undefined
  readonly hash: Hash
  readonly size: number
  readonly mutations: readonly ContentMutation[]
  /** The object that was uploaded for it; absent where it was there. */
  readonly upload?: { readonly backend: Backend; readonly key: string } | undefined
}

/**
 * Brings content to where the commit can name it: small content rides in the commit itself; larger content is
 * registered, put under its hash unless it is there and sound, and confirmed by the commit.
 */
export async function prepareContent(
  context: ContentContext,
  target: ContentTarget,
  source: Source,
  signal?: AbortSignal,
): Promise<PreparedContent> {
  if (source.bytes !== undefined && source.bytes.byteLength <= context.inlineMaxBytes)
    return prepareInline(context, target, source.bytes)
  const spooled = await spool(context, target.backend, source, signal)
  if (spooled.kind === 'bytes' && spooled.bytes.byteLength <= context.inlineMaxBytes)
    return prepareInline(context, target, spooled.bytes)
  try {
    return await prepareObject(context, target, spooled, signal)
  } finally {
    await discard(context, spooled)
  }
}

/** Content of the store itself. The bytes must not change any more. */
export function prepareInline(
  context: ContentContext,
  { space }: ContentTarget,
  bytes: Uint8Array,
): PreparedContent {
  const hash = sha256(bytes)
  const mutation = {
    kind: 'content',
    action: 'inline',
    pool: context.poolOf(space),
    hash,
    bytes,
  } as const
  return { hash, size: bytes.byteLength, mutations: [mutation] }
}

async function prepareObject(
  context: ContentContext,
  target: ContentTarget,
  spooled: Spooled,
  signal: AbortSignal | undefined,
): Promise<PreparedContent> {
  const digest = spooled.kind === 'bytes' ? digestOf(spooled.bytes) : spooled.digest
  const backendId = await context.backends.claim(target.backend)
  const registered = await registerSound(context, target, backendId, digest)
  const isThere = registered.state === 'present'
  if (!isThere) await uploadOnce(target, spooled, registered, digest, signal)
  const { reference, generation } = registered
  const { checksums } = digest
  const mutation = {
    kind: 'content',
    action: 'confirm',
    content: reference,
    generation,
    ...(checksums && { checksums }),
  } as const
  const { backend } = target
  const key = objectKey(registered.pool, digest.hash, generation)
  const prepared = { hash: digest.hash, size: digest.size, mutations: [mutation] }
  return isThere ? prepared : { ...prepared, upload: { backend, key } }
}

/**
 * Gives back content that no commit came to name: its lease ends. Where the store let go of it meanwhile, since the
 * upload took longer than its lease, nobody else would ever delete the object.
 */
export async function withdrawContent(
  context: ContentContext,
  { space, path }: ContentTarget,
  { mutations: [confirm], upload }: PreparedContent,
): Promise<void> {
  if (confirm?.action !== 'confirm') return
  try {
    const { store } = context
    const batch = { space, operations: [], mutations: [confirm] }
    if ((await store.commit(batch)).ok || upload === undefined) return
    const { state } = await store.getContent(confirm.content as ContentReference)
    const isNamed = state === 'suspect' || state === 'renewing'
    if (!isNamed) await upload.backend.delete(upload.key)
  } catch (error) {
    const fields = { path, error: String(error) }
    context.logger?.warn(fields, 'Content of a change that failed could not be given back.')
  }
}

/** Announces the upload; content that is there but damaged is doubted first and so gets a new generation. */
async function registerSound(
  context: ContentContext,
  target: ContentTarget,
  backend: string,
  digest: Digest,
): Promise<ContentRow> {
  const pool = context.poolOf(target.space)
  const register: Mutation = {
    kind: 'content',
    action: 'register',
    pool,
    backend,
    hash: digest.hash,
    size: digest.size,
    leaseMs: LEASE_MS,
  }
  const there = await commitContent(context, target.space, [register])
  if (there.state !== 'present' || (await isSound(context, there))) return there
  const doubt: Mutation = {
    kind: 'content',
    action: 'suspect',
    content: there.reference,
    generation: there.generation,
  }
  return commitContent(context, target.space, [doubt, register])
}

async function commitContent(
  context: ContentContext,
  space: string,
  mutations: readonly Mutation[],
): Promise<ContentRow> {
  const result = await context.store.commit({ space, operations: [], mutations })
  const content = result.ok ? result.mutations.at(-1)?.content : undefined
  if (content === undefined)
    throw new NexusError('INTERNAL', 'The store did not register content.', { cause: result })
  return content
}

function uploadOnce(
  target: ContentTarget,
  spooled: Spooled,
  content: ContentRow,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = objectKey(content.pool, content.hash, content.generation)
  const begun = target.uploads?.get(key)
  if (begun !== undefined) return begun
  const uploading = upload(target, key, spooled, digest, signal)
  target.uploads?.set(key, uploading)
  return uploading
}

async function upload(
  target: ContentTarget,
  key: string,
  spooled: Spooled,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { backend } = target
  try {
    if (spooled.kind === 'object') await spooled.moveTo(key)
    else
      await backend.put(
        key,
        spooled.kind === 'bytes' ? bytesSource(spooled.bytes) : spooled.source,
        { digest: digest.hash, signal },
      )
  } catch (error) {
    if (!isNexusError(error, 'CORRUPT')) throw error
    throw new NexusError(
      'CONFLICT',
      `The content for ${target.path} changed while it was being written.`,
      {
        path: target.path,
        cause: error,
        hint: 'Write again once nothing else changes the source.',
      },
    )
  }
}

function digestOf(bytes: Uint8Array): Digest {
  const digester = new Digester()
  digester.update(bytes)
  return digester.finish()
}
