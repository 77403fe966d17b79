import { NexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/abort.ts'
import { collectBytes, copyBytes, resolveRange, sha256 } from '../kit/bytes.ts'
import { keyNotFound, quoteKey } from '../kit/index.ts'
import { checkPrecondition } from '../kit/precondition.ts'
import type {
  Backend,
  BackendCapabilities,
  BackendDescription,
  CallOptions,
  CheckResult,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ObjectInfo,
  PutOptions,
  PutResult,
  Source,
} from '../spec/index.ts'
import { SortedKeys } from './sorted-keys.ts'

/** Options of {@link createMemoryBackend}. */
export interface MemoryBackendOptions {
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
}

interface StoredObject {
  readonly info: ObjectInfo
  readonly bytes: Uint8Array
}

const CAPABILITIES: BackendCapabilities = {
  origin: 'declared',
  putIfAbsent: true,
  putIfMatch: true,
  deleteIfMatch: true,
  objectMetadata: true,
  verifiesDigest: true,
  deleteMany: true,
  copy: true,
  copyConditions: false,
  rename: true,
  multipart: false,
  presign: false,
  setMetadata: true,
  versions: false,
  tier: false,
  watch: false,
  admin: false,
  local: true,
  orderedListing: true,
  maxKeyBytes: 1024,
  maxObjectBytes: 2 ** 31,
}

/** A backend that keeps objects in memory: the reference of the contract. What it holds ends with it. */
export function createMemoryBackend(options: MemoryBackendOptions = {}): Backend {
  return new MemoryBackend(options.clock ?? Date.now)
}

class MemoryBackend implements Backend {
  readonly apiVersion = 1
  readonly type = 'memory'
  readonly capabilities = CAPABILITIES
  readonly #objects = new Map<string, StoredObject>()
  readonly #keys = new SortedKeys()
  readonly #clock: () => number
  #generation = 0
  #closed = false

  constructor(clock: () => number) {
    this.#clock = clock
  }

  describe(): BackendDescription {
    return { type: 'memory', location: 'memory of this process' }
  }

  async head(key: string, options?: CallOptions): Promise<ObjectInfo | undefined> {
    this.#begin(options)
    return this.#objects.get(key)?.info
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    this.#begin(options)
    const { info, bytes } = this.#find(key)
    checkPrecondition(key, options.precondition, info)
    const range = resolveRange(options.range, info.size)
    return { info, range, body: bodyOf(bytes, range, options.signal) }
  }

  async put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    this.#begin(options)
    checkPrecondition(key, options.precondition, this.#objects.get(key)?.info)
    const bytes = await readSource(source)
    checkDigest(key, bytes, options.digest)
    this.#begin(options)
    checkPrecondition(key, options.precondition, this.#objects.get(key)?.info)
    return this.#store(key, bytes, options)
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    this.#begin(options)
    checkPrecondition(key, options.precondition, this.#objects.get(key)?.info)
    this.#remove(key)
  }

  async deleteMany(keys: readonly string[], options?: CallOptions): Promise<void> {
    this.#begin(options)
    for (const key of keys) this.#remove(key)
  }

  async copy(from: string, to: string, options?: CallOptions): Promise<PutResult> {
    this.#begin(options)
    const { bytes, info } = this.#find(from)
    return this.#store(to, bytes, info)
  }

  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    this.#begin(options)
    const object = this.#find(from)
    if (from === to) return
    this.#remove(from)
    this.#keys.add(to)
    this.#objects.set(to, { bytes: object.bytes, info: { ...object.info, key: to } })
  }

  async setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<void> {
    this.#begin(options)
    const { bytes, info } = this.#find(key)
    this.#store(key, bytes, { ...info, metadata })
  }

  async list(options: ListOptions): Promise<ListPage> {
    this.#begin(options)
    return this.#keys.page(options, (key) => {
      const { size, etag, modifiedAt } = this.#find(key).info
      return { key, size, etag, modifiedAt }
    })
  }

  async check(options?: CallOptions): Promise<CheckResult> {
    this.#begin(options)
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#objects.clear()
    this.#keys.clear()
  }

  #begin(options: CallOptions | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', 'The memory backend is closed.', { hint: 'Make a new one.' })
    }
    throwIfAborted(options?.signal)
  }

  #find(key: string): StoredObject {
    const object = this.#objects.get(key)
    if (object === undefined) throw keyNotFound(key)
    return object
  }

  #store(
    key: string,
    bytes: Uint8Array,
    kept: Pick<ObjectInfo, 'contentType' | 'metadata'>,
  ): PutResult {
    const etag = `${++this.#generation}-${bytes.byteLength}`
    const size = bytes.byteLength
    const modifiedAt = this.#clock()
    const { contentType, metadata } = kept
    const info = { key, size, etag, modifiedAt, contentType, metadata: metadata && { ...metadata } }
    this.#keys.add(key)
    this.#objects.set(key, { bytes, info })
    return { etag, size, modifiedAt }
  }

  #remove(key: string): void {
    if (this.#objects.delete(key)) this.#keys.remove(key)
  }
}

/** A private copy: the caller's bytes may change after the call. */
async function readSource(source: Source): Promise<Uint8Array> {
  return copyBytes(source.bytes ?? (await collectBytes(source.open(), CAPABILITIES.maxObjectBytes)))
}

function checkDigest(key: string, bytes: Uint8Array, digest: string | undefined): void {
  if (digest === undefined || sha256(bytes) === digest) return
  throw new NexusError('CORRUPT', `The bytes for ${quoteKey(key)} do not have the given digest.`, {
    hint: 'Nothing was stored; send the bytes again.',
  })
}

const CHUNK_BYTES = 1 << 20

async function* bodyOf(
  bytes: Uint8Array,
  range: { readonly start: number; readonly end: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (let start = range.start; start < range.end; start += CHUNK_BYTES) {
    throwIfAborted(signal)
    yield bytes.slice(start, Math.min(start + CHUNK_BYTES, range.end))
  }
}
