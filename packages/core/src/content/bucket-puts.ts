import { NexusError } from '../errors/index.ts'
import { quoteKey, sha256 } from '../kit/index.ts'
import type { Backend, PutOptions, PutResult, Source } from '../spec/index.ts'
import type { Attempt } from './attempt.ts'
import type { BucketChecks } from './bucket-checks.ts'
import { corruptSource, GuardedSource } from './guarded-source.ts'
import type { ProviderCalls } from './provider-calls.ts'
import { contractBroken } from './provider-errors.ts'

/** The puts of a bucket: what is sent is what was announced, and what is stored is what was sent. */
export class BucketPuts {
  readonly #driver: Backend
  readonly #checks: BucketChecks
  readonly #calls: ProviderCalls

  constructor(driver: Backend, checks: BucketChecks, calls: ProviderCalls) {
    this.#driver = driver
    this.#checks = checks
    this.#calls = calls
  }

  /** The arguments were checked. */
  put(key: string, source: Source, options: PutOptions): Promise<PutResult> {
    const { bytes } = source
    if (bytes === undefined) return this.#putStream(key, source, options)
    return this.#putBytes(key, source, bytes, options)
  }

  async #putStream(key: string, source: Source, options: PutOptions): Promise<PutResult> {
    let guarded: GuardedSource | undefined
    const result = await this.#calls.run({
      method: 'put',
      key,
      signal: options.signal,
      conditional: options.precondition !== undefined,
      run: (attempt) => {
        guarded = this.#guard(key, source, options, attempt)
        return this.#driver.put(key, guarded, { ...options, signal: attempt.signal })
      },
      canRepeat: () => source.rewindable || guarded?.opened !== true,
      ownError: () => guarded?.failure,
    })
    if (guarded?.finished !== true) {
      throw contractBroken(this.#driver.type, 'put resolved before it had read its source')
    }
    return this.#stored(key, guarded.reached, result)
  }

  async #putBytes(
    key: string,
    source: Source,
    bytes: Uint8Array,
    options: PutOptions,
  ): Promise<PutResult> {
    const { digest, signal, precondition } = options
    this.#checks.size(key, bytes.byteLength)
    if (
      digest !== undefined &&
      !this.#driver.capabilities.verifiesDigest &&
      sha256(bytes) !== digest
    ) {
      throw corruptSource(key, 'bytes with another digest than the one given')
    }
    const result = await this.#calls.run({
      method: 'put',
      key,
      signal,
      conditional: precondition !== undefined,
      run: (attempt) => {
        this.#calls.counters.bytesIn += bytes.byteLength
        return this.#driver.put(key, source, { ...options, signal: attempt.signal })
      },
    })
    return this.#stored(key, bytes.byteLength, result)
  }

  #guard(key: string, source: Source, options: PutOptions, attempt: Attempt): GuardedSource {
    const guard = {
      key,
      digest: this.#driver.capabilities.verifiesDigest ? undefined : options.digest,
      checkSize: (size: number) => this.#checks.size(key, size),
      count: (bytes: number) => {
        this.#calls.counters.bytesIn += bytes
      },
    }
    return new GuardedSource(source, guard, attempt)
  }

  #stored(key: string, sent: number, result: PutResult): PutResult {
    const { type } = this.#driver
    if (typeof result.etag !== 'string' || result.etag === '') {
      throw contractBroken(type, 'put gave no etag')
    }
    if (result.size === sent) return result
    throw new NexusError(
      'CORRUPT',
      `The ${type} backend stored ${result.size} of the ${sent} bytes for ${quoteKey(key)}.`,
      { hint: 'Write again; if it happens again, do not trust this backend.' },
    )
  }
}
