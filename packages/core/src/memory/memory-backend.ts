import { NexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/abort.ts'
import { collectBytes, copyBytes, resolveRange, sha256 } from '../kit/bytes.ts'
import { quoteKey } from '../kit/index.ts'
import { checkPrecondition } from '../kit/precondition.ts'
import type {
  Backend,
  BackendCapabilities,
  BackendDescription,
  CallOptions,
  CheckResult,
  CopyOptions,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ListVersionsOptions,
  ObjectInfo,
  PutOptions,
  PutResult,
  Source,
  VersionPage,
} from '../spec/index.ts'
import { memoryCapabilities } from './memory-capabilities.ts'
import { type KeptInfo, MemoryObjects } from './memory-objects.ts'
import { versionPage } from './memory-versions.ts'

/** Options of {@link createMemoryBackend}. */
export interface MemoryBackendOptions {
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** Keeps every version of every object, and a delete marker for each delete. Default false. */
  readonly versioning?: boolean | undefined
}

/** A backend that keeps objects in memory: the reference of the contract. What it holds ends with it. */
export function createMemoryBackend(options: MemoryBackendOptions = {}): Backend {
  const { clock = Date.now, versioning = false } = options
  return versioning ? new VersionedMemoryBackend(true, clock) : new MemoryBackend(false, clock)
}

class MemoryBackend implements Backend {
  readonly apiVersion = 1
  readonly type = 'memory'
  readonly capabilities: BackendCapabilities
  protected readonly objects: MemoryObjects
  #closed = false

  constructor(versioning: boolean, clock: () => number) {
    this.capabilities = memoryCapabilities(versioning)
    this.objects = new MemoryObjects(versioning, clock)
  }

  describe(): BackendDescription {
    return { type: 'memory', location: 'memory of this process' }
  }

  async head(
    key: string,
    options: CallOptions & { readonly versionId?: string } = {},
  ): Promise<ObjectInfo | undefined> {
    this.begin(options)
    return this.objects.find(key, options.versionId)?.info
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    this.begin(options)
    const { info, bytes } = this.objects.get(key, options.versionId)
    checkPrecondition(key, options.precondition, info)
    const range = resolveRange(options.range, info.size)
    return { info, range, body: bodyOf(bytes, range, options.signal) }
  }

  async put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    this.begin(options)
    checkPrecondition(key, options.precondition, this.objects.find(key)?.info)
    const bytes = await readSource(source, this.capabilities.maxObjectBytes)
    checkDigest(key, bytes, options.digest)
    this.begin(options)
    checkPrecondition(key, options.precondition, this.objects.find(key)?.info)
    return this.#store(key, bytes, options)
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    this.begin(options)
    checkPrecondition(key, options.precondition, this.objects.find(key)?.info)
    this.objects.remove(key)
  }

  async deleteMany(keys: readonly string[], options?: CallOptions): Promise<void> {
    this.begin(options)
    for (const key of keys) this.objects.remove(key)
  }

  async copy(from: string, to: string, options: CopyOptions = {}): Promise<PutResult> {
    this.begin(options)
    const { bytes, info } = this.objects.get(from, options.versionId)
    checkPrecondition(to, options.precondition, this.objects.find(to)?.info)
    return this.#store(to, bytes, info)
  }

  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    this.begin(options)
    this.objects.move(from, to)
  }

  async setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<void> {
    this.begin(options)
    const { bytes, info } = this.objects.get(key)
    this.#store(key, bytes, { ...info, metadata })
  }

  async list(options: ListOptions): Promise<ListPage> {
    this.begin(options)
    return this.objects.page(options)
  }

  async check(options?: CallOptions): Promise<CheckResult> {
    this.begin(options)
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.objects.clear()
  }

  protected begin(options: CallOptions | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', 'The memory backend is closed.', { hint: 'Make a new one.' })
    }
    throwIfAborted(options?.signal)
  }

  #store(key: string, bytes: Uint8Array, kept: KeptInfo): PutResult {
    const { etag, size, modifiedAt, versionId } = this.objects.store(key, bytes, kept)
    return { etag, size, modifiedAt, ...(versionId !== undefined && { versionId }) }
  }
}

/** Has the method that is there exactly where the capability is. */
class VersionedMemoryBackend extends MemoryBackend {
  async listVersions(key: string, options: ListVersionsOptions): Promise<VersionPage> {
    this.begin(options)
    return versionPage(key, this.objects.versions(key), options)
  }
}

/** A private copy: the caller's bytes may change after the call. */
async function readSource(source: Source, limit: number): Promise<Uint8Array> {
  return copyBytes(source.bytes ?? (await collectBytes(source.open(), limit)))
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
