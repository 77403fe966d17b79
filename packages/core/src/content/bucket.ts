import { setTimeout as wait } from 'node:timers/promises'
import { NexusError } from '../errors/index.ts'
import { abortedError } from '../kit/abort.ts'
import { checkPrecondition, keyNotFound, resolveRange } from '../kit/index.ts'
import type {
  Backend,
  BackendAdmin,
  BackendCapabilities,
  BackendDescription,
  BackendProbeOptions,
  ByteRange,
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
  PresignOptions,
  PutOptions,
  PutResult,
  Source,
  VersionPage,
} from '../spec/index.ts'
import { bucketAdmin } from './bucket-admin.ts'
import { BucketChecks } from './bucket-checks.ts'
import { BucketPuts } from './bucket-puts.ts'
import type { Bucket, BucketOptions } from './bucket-types.ts'
import { countedBody } from './counted-body.ts'
import { type BucketCounters, type ProviderCall, ProviderCalls } from './provider-calls.ts'
import { contractBroken, providerError } from './provider-errors.ts'

type OptionalMethod =
  | 'deleteMany'
  | 'copy'
  | 'rename'
  | 'presign'
  | 'setMetadata'
  | 'listVersions'
  | 'setTier'

const BRAND = Symbol.for('nexusfs.bucket')

/**
 * Wraps a driver in what must be the same for every backend: checks of keys, capabilities and limits before any
 * request, one kind of error, integrity of what is sent and received, retries, time-outs, a limit of concurrency and
 * counters. A bucket is not wrapped again.
 * @throws `PLUGIN_API_VERSION` for a driver of another contract version.
 */
export function createBucket(backend: Backend, options: BucketOptions = {}): Bucket {
  if (isBucket(backend)) return backend
  if (backend.apiVersion !== 1) {
    throw new NexusError(
      'PLUGIN_API_VERSION',
      `The ${backend.type} backend has version ${backend.apiVersion} of the contract; this core knows 1.`,
      { hint: 'Install the version of the backend that goes with this core.' },
    )
  }
  return new WrappedBackend(backend, options)
}

class WrappedBackend implements Bucket {
  readonly [BRAND] = true
  readonly apiVersion = 1
  readonly driver: Backend
  readonly #checks: BucketChecks
  readonly #calls: ProviderCalls
  readonly #puts: BucketPuts
  readonly #timeoutMs: number
  #closing: Promise<void> | undefined

  constructor(driver: Backend, options: BucketOptions) {
    this.driver = driver
    this.#checks = new BucketChecks(driver)
    this.#timeoutMs = options.timeoutMs ?? (driver.capabilities.local ? 0 : 60_000)
    this.#calls = new ProviderCalls({
      type: driver.type,
      timeoutMs: this.#timeoutMs,
      concurrency: options.concurrency ?? 64,
      attempts: options.attempts ?? 3,
      clock: options.clock ?? Date.now,
      random: options.random ?? Math.random,
      sleep: options.sleep ?? pause,
      logger: options.logger,
    })
    this.#puts = new BucketPuts(driver, this.#checks, this.#calls)
  }

  get type(): string {
    return this.driver.type
  }

  get capabilities(): BackendCapabilities {
    return this.driver.capabilities
  }

  get counters(): BucketCounters {
    return this.#calls.counters
  }

  describe(): BackendDescription {
    return this.driver.describe()
  }

  async head(
    key: string,
    options: CallOptions & { readonly versionId?: string } = {},
  ): Promise<ObjectInfo | undefined> {
    this.#checks.key(key)
    this.#checks.version(options.versionId)
    return this.#run({
      method: 'head',
      key,
      signal: options.signal,
      run: ({ signal }) => this.driver.head(key, { ...options, signal }),
    })
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    this.#checks.key(key)
    this.#checks.get(options)
    if (isEmptyRange(options.range)) return this.#nothingOf(key, options)
    const result = await this.#run({
      method: 'get',
      key,
      signal: options.signal,
      run: ({ signal }) => this.driver.get(key, { ...options, signal }),
      discard: ({ body }) => endBody(body),
    })
    return this.#received(key, options, result)
  }

  async put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    this.#checks.key(key)
    this.#checks.put(key, source, options)
    this.#open()
    return this.#puts.put(key, source, options)
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    this.#checks.key(key)
    this.#checks.delete(options.precondition)
    return this.#run({
      method: 'delete',
      key,
      signal: options.signal,
      conditional: options.precondition !== undefined,
      run: ({ signal }) => this.driver.delete(key, { ...options, signal }),
    })
  }

  async list(options: ListOptions): Promise<ListPage> {
    this.#checks.list(options)
    const page = await this.#run({
      method: 'list',
      key: options.prefix,
      signal: options.signal,
      run: ({ signal }) => this.driver.list({ ...options, signal }),
    })
    if (page.objects.length + page.prefixes.length <= options.limit) return page
    throw this.#broken('list gave more entries than the limit')
  }

  async check(options: CallOptions = {}): Promise<CheckResult> {
    this.#open()
    try {
      return await this.driver.check(options)
    } catch (error) {
      const { code, message, hint } = providerError(
        error,
        { type: this.type, method: 'check' },
        options.signal,
      )
      return {
        ok: false,
        code,
        problem: message,
        hint: hint ?? 'Check the options of the backend.',
      }
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.driver.close()
    return this.#closing
  }

  async deleteMany(keys: readonly string[], options: CallOptions = {}): Promise<void> {
    const deleteMany = this.#optional('deleteMany', 'deletes of many keys')
    this.#checks.keys(keys)
    if (keys.length === 0) return this.#open()
    return this.#run({
      method: 'deleteMany',
      signal: options.signal,
      run: ({ signal }) => deleteMany.call(this.driver, keys, { signal }),
    })
  }

  async copy(from: string, to: string, options: CopyOptions = {}): Promise<PutResult> {
    const copy = this.#optional('copy', 'copies inside it')
    this.#checks.key(from)
    this.#checks.key(to)
    this.#checks.copy(options)
    return this.#run({
      method: 'copy',
      key: to,
      signal: options.signal,
      conditional: options.precondition !== undefined,
      run: ({ signal }) => copy.call(this.driver, from, to, { ...options, signal }),
    })
  }

  async rename(from: string, to: string, options: CallOptions = {}): Promise<void> {
    const rename = this.#optional('rename', 'atomic renames')
    this.#checks.key(from)
    this.#checks.key(to)
    return this.#run({
      method: 'rename',
      key: to,
      signal: options.signal,
      conditional: true,
      run: ({ signal }) => rename.call(this.driver, from, to, { signal }),
    })
  }

  async presign(key: string, options: PresignOptions): Promise<string> {
    const presign = this.#optional('presign', 'signed URLs')
    this.#checks.key(key)
    return this.#run({
      method: 'presign',
      key,
      signal: options.signal,
      run: ({ signal }) => presign.call(this.driver, key, { ...options, signal }),
    })
  }

  async setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<void> {
    const setMetadata = this.#optional('setMetadata', 'changes of metadata')
    this.#checks.key(key)
    return this.#run({
      method: 'setMetadata',
      key,
      signal: options.signal,
      run: ({ signal }) => setMetadata.call(this.driver, key, metadata, { signal }),
    })
  }

  async listVersions(key: string, options: ListVersionsOptions): Promise<VersionPage> {
    const listVersions = this.#optional('listVersions', 'versions of objects', 'versions')
    this.#checks.key(key)
    this.#checks.limit(options.limit)
    return this.#run({
      method: 'listVersions',
      key,
      signal: options.signal,
      run: ({ signal }) => listVersions.call(this.driver, key, { ...options, signal }),
    })
  }

  async setTier(key: string, tier: string, options: CallOptions = {}): Promise<void> {
    const setTier = this.#optional('setTier', 'storage tiers', 'tier')
    this.#checks.key(key)
    return this.#run({
      method: 'setTier',
      key,
      signal: options.signal,
      run: ({ signal }) => setTier.call(this.driver, key, tier, { signal }),
    })
  }

  async probe(options: BackendProbeOptions): Promise<void> {
    await this.#run({
      method: 'probe',
      signal: options.signal,
      run: async ({ signal }) => this.driver.probe?.({ ...options, signal }),
    })
  }

  get admin(): BackendAdmin | undefined {
    const { admin } = this.driver
    if (admin === undefined || !this.capabilities.admin) return undefined
    return bucketAdmin(admin, (call) => this.#run(call))
  }

  native(): unknown {
    this.#open()
    return this.driver.native?.()
  }

  /** A range of no bytes, which HTTP cannot express (RFC 9110, section 14.1.2). */
  async #nothingOf(key: string, options: GetOptions): Promise<GetResult> {
    const { signal, versionId, precondition } = options
    const info = await this.head(key, { signal, ...(versionId !== undefined && { versionId }) })
    if (info === undefined) throw keyNotFound(key)
    checkPrecondition(key, precondition, info)
    return { info, range: resolveRange(options.range, info.size), body: noBytes() }
  }

  #received(key: string, options: GetOptions, result: GetResult): GetResult {
    const { info, range, body } = result
    const asked = resolveRange(options.range, info.size)
    if (range.start !== asked.start || range.end !== asked.end) {
      endBody(body)
      throw this.#broken('get gave another range than was asked for')
    }
    const counted = countedBody(body, {
      key,
      type: this.type,
      length: range.end - range.start,
      signal: options.signal,
      timeoutMs: this.#timeoutMs,
      count: (bytes) => {
        this.#calls.counters.bytesOut += bytes
      },
    })
    return { info, range, body: counted }
  }

  async #run<Result>(call: ProviderCall<Result>): Promise<Result> {
    this.#open()
    return this.#calls.run(call)
  }

  #open(): void {
    if (this.#closing === undefined) return
    throw new NexusError('CLOSED', `The ${this.type} backend is closed.`, {
      hint: 'Open it again.',
    })
  }

  /** A method that is there exactly where the capability is, which has its name unless another is given. */
  #optional<Name extends OptionalMethod>(
    name: Name,
    what: string,
    flag: keyof BackendCapabilities = name as keyof BackendCapabilities,
  ): NonNullable<Backend[Name]> {
    this.#open()
    this.#checks.require(flag, what)
    const method = this.driver[name]
    if (method === undefined) throw this.#broken(`it declares ${flag} and does not have ${name}`)
    return method
  }

  #broken(what: string): NexusError {
    return contractBroken(this.type, what)
  }
}

function isBucket(backend: Backend): backend is Bucket {
  return BRAND in backend
}

function isEmptyRange(range: ByteRange | undefined): boolean {
  return range !== undefined && 'start' in range && range.start === range.end
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

function endBody(body: AsyncIterable<Uint8Array>): void {
  Promise.resolve(body[Symbol.asyncIterator]().return?.()).catch(() => undefined)
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal })
  } catch {
    throw abortedError(signal)
  }
}
