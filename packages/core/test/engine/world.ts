import {
  type Backend,
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  isNexusError,
  type MetadataStore,
  type Nexus,
  type NexusError,
  type NexusOptions,
} from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { onTestFinished } from 'vitest'

/** Adapters of one test. */
export interface Adapters {
  readonly store: MetadataStore
  readonly backend: Backend
}

/** Fresh adapters, closed when the test ends. */
export async function createAdapters(): Promise<Adapters> {
  const adapters = { store: createMemoryStore(), backend: createMemoryBackend() }
  onTestFinished(async () => {
    await adapters.store.close()
    await adapters.backend.close()
  })
  return adapters
}

/** A handle on adapters, fresh ones by default, closed when the test ends. */
export async function openNexus(
  options: Partial<NexusOptions> = {},
): Promise<{ readonly nx: Nexus } & Adapters> {
  const { store, backend } =
    options.store !== undefined && options.backend !== undefined
      ? { store: options.store, backend: options.backend }
      : { ...(await createAdapters()), ...options }
  const nx = await createNexus({ ...options, store, backend, ownsAdapters: false })
  onTestFinished(() => nx.close())
  return { nx, store, backend }
}

/** The error that a promise is rejected with, of that code. */
export async function rejection(promise: Promise<unknown>, code: string): Promise<NexusError> {
  const error: unknown = await promise.then(
    () => new Error('It was not rejected.'),
    (thrown: unknown) => thrown,
  )
  if (!isNexusError(error)) throw error
  if (error.code !== code) throw new Error(`${error.code} and not ${code}: ${error.message}`)
  return error
}

/** The codes of settled promises; `ok` for those that were fulfilled. */
export async function outcomes(promises: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(promises)
  return settled.map((result) => {
    if (result.status === 'fulfilled') return 'ok'
    if (isNexusError(result.reason)) return result.reason.code
    throw result.reason
  })
}

/** Keys of a backend. */
export async function keysOf(backend: Backend): Promise<string[]> {
  return (await backend.list({ limit: 1000 })).objects.map(({ key }) => key)
}

/** The key of the first generation of content in the default space. */
export function keyOf(hash: string): string {
  return `cas/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`
}

/** Replaces an object by other bytes. */
export async function damage(backend: Backend, hash: string, bytes = 'damaged'): Promise<void> {
  await backend.put(keyOf(hash), bytesSource(Buffer.from(bytes)))
}

/** Bytes of which each four hold their own position. */
export function pattern(size: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at + 4 <= size; at += 4) view.setUint32(at, at ^ seed)
  return bytes
}

/** Bytes in chunks, given once; `failAfter` chunks it throws. */
export async function* chunksOf(
  bytes: Uint8Array,
  size = 1 << 16,
  failAfter = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  for (let start = 0, count = 0; start < bytes.byteLength; start += size, count++) {
    if (count >= failAfter) throw new Error('the stream broke')
    yield bytes.subarray(start, start + size)
  }
}

/** How many operations the log holds. */
export async function operationCount(nx: Nexus): Promise<number> {
  return (await nx.operations.list().toArray()).length
}

/** A share of a count: `NEXUS_TEST_SCALE` 1 gives all of it. */
export function scaled(count: number): number {
  return Math.max(1, Math.round(count * Number(process.env.NEXUS_TEST_SCALE ?? 0.05)))
}
