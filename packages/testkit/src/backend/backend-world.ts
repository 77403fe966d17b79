import assert from 'node:assert/strict'
import { type Bucket, createBucket, isNexusError, type NexusError } from '@nexusfs/core'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import type {
  BackendCapabilities,
  GetOptions,
  ListOptions,
  PutOptions,
  PutResult,
} from '@nexusfs/core/spec'
import type { BackendNeed } from './backend-case.ts'
import type { BackendTarget, OpenedBackend } from './target.ts'

/** How many calls a case makes at once when it fills a backend. */
const AT_ONCE = 32
/** A backend that takes objects of so many bytes must not hold them in memory: a gibibyte. */
const LARGE_BYTES = 2 ** 30

/** What a case works with: the backend in its bucket, and short ways to say what it does. */
export class BackendWorld {
  readonly bucket: Bucket
  readonly secrets: readonly string[]
  readonly target: BackendTarget
  readonly #opened: OpenedBackend

  constructor(opened: OpenedBackend, target: BackendTarget) {
    this.#opened = opened
    this.target = target
    this.secrets = target.secrets ?? []
    this.bucket = createBucket(opened.backend)
  }

  get capabilities(): BackendCapabilities {
    return this.bucket.capabilities
  }

  has(need: BackendNeed): boolean {
    switch (need) {
      case 'second':
        return this.#opened.second !== undefined
      case 'tiers':
        return this.target.tiers !== undefined
      case 'ownBucket':
        return this.target.ownBucket === true
      case 'large':
        return this.capabilities.maxObjectBytes >= LARGE_BYTES
      default:
        return this.capabilities[need] !== false
    }
  }

  /** Another handle on the same data. */
  async second(): Promise<Bucket> {
    assert.ok(this.#opened.second, 'the case needs a second handle')
    return createBucket(await this.#opened.second())
  }

  /** As many handles as asked for: of two that take turns where there is a second one. */
  async handles(count: number): Promise<readonly Bucket[]> {
    const other = this.has('second') ? await this.second() : this.bucket
    return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? this.bucket : other))
  }

  put(key: string, content: string | Uint8Array, options?: PutOptions): Promise<PutResult> {
    return this.bucket.put(key, bytesSource(toBytes(content)), options)
  }

  putStream(
    key: string,
    chunks: AsyncIterable<Uint8Array>,
    options?: PutOptions,
  ): Promise<PutResult> {
    return this.bucket.put(key, onceSource(chunks), options)
  }

  async bytes(key: string, options?: GetOptions): Promise<Uint8Array> {
    return collectBytes((await this.bucket.get(key, options)).body)
  }

  async text(key: string, options?: GetOptions): Promise<string> {
    return Buffer.from(await this.bytes(key, options)).toString()
  }

  /** Puts many small objects, several at once. */
  async fill(
    keys: readonly string[],
    content: (key: string) => string = (key) => key,
  ): Promise<void> {
    const rest = keys.values()
    const work = async () => {
      for (const key of rest) await this.put(key, content(key))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }

  /** Every name of a listing, page by page: objects and prefixes in the order in which they came. */
  async names(options: Partial<ListOptions> = {}): Promise<string[]> {
    const names: string[] = []
    for await (const page of this.pages(options)) names.push(...namesOf(page))
    return names
  }

  async *pages(
    options: Partial<ListOptions> = {},
  ): AsyncGenerator<Awaited<ReturnType<Bucket['list']>>> {
    let cursor: string | undefined
    do {
      const page = await this.bucket.list({
        limit: 1000,
        ...options,
        ...(cursor !== undefined && { cursor }),
      })
      yield page
      cursor = page.cursor
    } while (cursor !== undefined)
  }

  /** That nothing at all is stored. */
  async assertEmpty(): Promise<void> {
    assert.deepEqual(await this.names(), [])
  }
}

/** Objects and prefixes of one page, merged in byte order. */
export function namesOf(page: Awaited<ReturnType<Bucket['list']>>): string[] {
  return byteOrder([...page.objects.map(({ key }) => key), ...page.prefixes])
}

/** Sorted by UTF-8 bytes. */
export function byteOrder(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** That a call is refused with a code; gives the error. */
export async function refused(
  call: Promise<unknown>,
  code: NexusError['code'],
): Promise<NexusError> {
  try {
    await call
  } catch (error) {
    if (isNexusError(error, code)) return error
    throw new assert.AssertionError({
      message: `expected ${code}, got ${isNexusError(error) ? error.code : String(error)}`,
      actual: error,
      expected: code,
    })
  }
  throw new assert.AssertionError({ message: `expected ${code}, but the call succeeded` })
}

/** Which calls succeeded; the others must have failed with the code. */
export async function winnersOf(
  calls: readonly Promise<unknown>[],
  code: 'ALREADY_EXISTS' | 'CONFLICT',
): Promise<number[]> {
  const results = await Promise.allSettled(calls)
  return results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [index]
    if (isNexusError(result.reason, code)) return []
    throw result.reason
  })
}

/** How often a case repeats itself, or how much it makes: a part of the full count, and at least so much. */
export function scaled(full: number, least: number): number {
  return Math.max(least, Math.ceil(full * Number(process.env.NEXUS_TEST_SCALE ?? 0.05)))
}

/** Bytes of a text. */
export function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content
}

/** Bytes in which every position can be told from its neighbours and from other seeds. */
export function patternBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed >>> 0 || 1
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}

/** Bytes as a stream of chunks. */
export async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size)
    yield bytes.slice(start, start + size)
}

/** A stream that gives some bytes and then fails with the error. */
export async function* failing(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield bytes
  throw error
}
