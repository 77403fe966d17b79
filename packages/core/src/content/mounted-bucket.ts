import { NexusError } from '../errors/index.ts'
import type {
  BackendAdmin,
  BackendCapabilities,
  BackendDescription,
  CallOptions,
} from '../spec/index.ts'
import type { Bucket } from './bucket-types.ts'
import type { BucketCounters } from './provider-calls.ts'

const BRAND = Symbol.for('nexusfs.bucket')

/** How a mount uses a bucket. */
export interface MountedOptions {
  /** Where it is mounted, for errors. */
  readonly mountPoint: string
  /** Only calls that read reach the provider. */
  readonly readonly: boolean
  /** What the endpoint really does is learned before the first call. */
  readonly probed: boolean
}

/** How far a probe came. */
export type ProbeState =
  | { readonly state: 'not needed' | 'waiting' | 'running' | 'done' }
  | { readonly state: 'failed'; readonly error: unknown }

/** A bucket as one mount uses it. */
export interface MountedBucket extends Bucket {
  readonly probing: ProbeState
  /** Learns what the endpoint does, again where it was learned already; by reads alone where the mount is read-only. */
  probe(options?: CallOptions): Promise<void>
  /** Learns what the endpoint does, once; after a failure the next call tries again. @throws what the probe throws. */
  ready(): Promise<void>
}

/** Puts the rules of a mount around a bucket: probed before its first call, and read from only where it is read-only. */
export function mountedBucket(bucket: Bucket, options: MountedOptions): MountedBucket {
  return new Mounted(bucket, options)
}

class Mounted implements MountedBucket {
  readonly [BRAND] = true
  readonly apiVersion = 1
  readonly #bucket: Bucket
  readonly #options: MountedOptions
  #probing: ProbeState
  #running: Promise<void> | undefined

  constructor(bucket: Bucket, options: MountedOptions) {
    this.#bucket = bucket
    this.#options = options
    const isNeeded = options.probed && bucket.driver.probe !== undefined
    this.#probing = { state: isNeeded ? 'waiting' : 'not needed' }
  }

  get type(): string {
    return this.#bucket.type
  }

  get capabilities(): BackendCapabilities {
    return this.#bucket.capabilities
  }

  get driver(): Bucket['driver'] {
    return this.#bucket.driver
  }

  get counters(): BucketCounters {
    return this.#bucket.counters
  }

  get probing(): ProbeState {
    return this.#probing
  }

  async ready(): Promise<void> {
    if (this.#isReady) return
    this.#running ??= this.#probe().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  describe(): BackendDescription {
    return this.#bucket.describe()
  }

  head(...given: Parameters<Bucket['head']>): ReturnType<Bucket['head']> {
    return this.#read(() => this.#bucket.head(...given))
  }

  get(...given: Parameters<Bucket['get']>): ReturnType<Bucket['get']> {
    return this.#read(() => this.#bucket.get(...given))
  }

  list(...given: Parameters<Bucket['list']>): ReturnType<Bucket['list']> {
    return this.#read(() => this.#bucket.list(...given))
  }

  listVersions(...given: Parameters<Bucket['listVersions']>): ReturnType<Bucket['listVersions']> {
    return this.#read(() => this.#bucket.listVersions(...given))
  }

  presign(...given: Parameters<Bucket['presign']>): ReturnType<Bucket['presign']> {
    const call = () => this.#bucket.presign(...given)
    return given[1].method === 'GET' ? this.#read(call) : this.#write(call)
  }

  put(...given: Parameters<Bucket['put']>): ReturnType<Bucket['put']> {
    return this.#write(() => this.#bucket.put(...given))
  }

  delete(...given: Parameters<Bucket['delete']>): ReturnType<Bucket['delete']> {
    return this.#write(() => this.#bucket.delete(...given))
  }

  deleteMany(...given: Parameters<Bucket['deleteMany']>): ReturnType<Bucket['deleteMany']> {
    return this.#write(() => this.#bucket.deleteMany(...given))
  }

  copy(...given: Parameters<Bucket['copy']>): ReturnType<Bucket['copy']> {
    return this.#write(() => this.#bucket.copy(...given))
  }

  rename(...given: Parameters<Bucket['rename']>): ReturnType<Bucket['rename']> {
    return this.#write(() => this.#bucket.rename(...given))
  }

  setMetadata(...given: Parameters<Bucket['setMetadata']>): ReturnType<Bucket['setMetadata']> {
    return this.#write(() => this.#bucket.setMetadata(...given))
  }

  setTier(...given: Parameters<Bucket['setTier']>): ReturnType<Bucket['setTier']> {
    return this.#write(() => this.#bucket.setTier(...given))
  }

  check(...given: Parameters<Bucket['check']>): ReturnType<Bucket['check']> {
    return this.#bucket.check(...given)
  }

  close(): Promise<void> {
    return this.#bucket.close()
  }

  probe(options: CallOptions = {}): Promise<void> {
    return this.#probe(options.signal)
  }

  get admin(): BackendAdmin | undefined {
    const { admin } = this.#bucket
    if (admin === undefined || !this.#options.readonly) return admin
    const refuse = async (): Promise<never> => {
      throw this.#readOnly()
    }
    return {
      ...admin,
      ensureBucket: refuse,
      setVersioning: refuse,
      setLifecycleRules: refuse,
      abortUpload: refuse,
    }
  }

  native(): unknown {
    return this.#bucket.native()
  }

  get #isReady(): boolean {
    return this.#probing.state === 'done' || this.#probing.state === 'not needed'
  }

  async #probe(signal?: AbortSignal): Promise<void> {
    if (!this.#isReady) this.#probing = { state: 'running' }
    try {
      await this.#bucket.probe({ readonly: this.#options.readonly, signal })
      this.#probing = { state: 'done' }
    } catch (error) {
      const isOver = signal?.aborted !== true
      if (isOver) this.#probing = { state: 'failed', error }
      else if (!this.#isReady) this.#probing = { state: 'waiting' }
      throw error
    }
  }

  #read<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#isReady ? call() : this.ready().then(call)
  }

  #write<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#options.readonly ? Promise.reject(this.#readOnly()) : this.#read(call)
  }

  #readOnly(): NexusError {
    const { mountPoint } = this.#options
    return new NexusError('READ_ONLY', `The mount ${mountPoint} is read-only.`, {
      hint: 'Write outside of it, or mount it without readonly.',
    })
  }
}
