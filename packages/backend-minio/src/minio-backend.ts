import { isNexusError, keyNotFound } from '@nexusfs/core/kit'
import type {
  BackendCapabilities,
  BackendDescription,
  BackendProbeOptions,
  CallOptions,
  CheckResult,
  CopyOptions,
  DeleteOptions,
  GetOptions,
  GetResult,
  LifecycleRule,
  ListOptions,
  ListPage,
  ListVersionsOptions,
  ObjectInfo,
  PresignOptions,
  PutOptions,
  PutResult,
  Source,
  VersionPage,
} from '@nexusfs/core/spec'
import type { Client } from 'minio'
import { MinioAdmin } from './admin.ts'
import { BucketPlace } from './bucket-place.ts'
import { Calls } from './calls.ts'
import { DECLARED } from './capabilities.ts'
import { copyObject, rewriteObject } from './copy.ts'
import { findCredentials } from './credentials.ts'
import { deleteObject, deleteObjects } from './delete.ts'
import { listObjects } from './list.ts'
import type { MinioBackend } from './minio-backend-types.ts'
import type { MinioBackendOptions } from './options.ts'
import { presignUrl } from './presign.ts'
import { probeByWriting } from './probe.ts'
import { putObject } from './put.ts'
import { getObject, headObject } from './reads.ts'
import { hostOf, settingsOf } from './settings.ts'
import { listVersions } from './versions.ts'

/**
 * A backend that keeps objects in a bucket of a MinIO server. Nothing is loaded or connected before the first call.
 * Backends with the same server and credentials share one client.
 * @throws `INVALID_ARGUMENT` for an endpoint or prefix that cannot be.
 */
export function createMinioBackend(options: MinioBackendOptions): MinioBackend {
  return new MinioBackendDriver(options)
}

class MinioBackendDriver implements MinioBackend {
  readonly apiVersion = 1
  readonly type = 'minio'
  readonly admin: MinioAdmin
  readonly #options: MinioBackendOptions
  readonly #calls: Calls
  readonly #place: BucketPlace
  #capabilities: BackendCapabilities
  /** There where the bucket keeps versions, as far as is known. */
  listVersions?: NonNullable<MinioBackend['listVersions']>
  /** There where the server has tiers, as far as is known. */
  setTier?: NonNullable<MinioBackend['setTier']>

  constructor(options: MinioBackendOptions) {
    const settings = settingsOf(options)
    this.#options = options
    this.#calls = new Calls(settings, options)
    this.#place = new BucketPlace(this.#calls)
    this.#capabilities = {
      ...DECLARED,
      maxKeyBytes: DECLARED.maxKeyBytes - Buffer.byteLength(settings.prefix),
    }
    this.admin = new MinioAdmin(this.#calls, this.#place, (versions) => this.#learn({ versions }))
    this.#learn({})
  }

  get capabilities(): BackendCapabilities {
    return this.#capabilities
  }

  describe(): BackendDescription {
    const { endpoint, bucket, prefix, region } = this.#calls.settings
    const host = hostOf(endpoint)
    return {
      type: 'minio',
      location: `${endpoint.secure ? 'https' : 'http'}://${host}/${bucket}/${prefix}`,
      details: {
        bucket,
        prefix,
        endpoint: host,
        ...(region !== undefined && { region }),
        credentials: findCredentials(this.#options)?.kind ?? 'none',
      },
    }
  }

  head(
    key: string,
    options: CallOptions & { readonly versionId?: string } = {},
  ): Promise<ObjectInfo | undefined> {
    return this.#place.read(
      () => headObject(this.#calls, key, options),
      () => undefined,
    )
  }

  get(key: string, options: GetOptions = {}): Promise<GetResult> {
    return this.#read(key, () => getObject(this.#calls, key, options))
  }

  put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    return putObject({ calls: this.#calls, place: this.#place }, key, source, options)
  }

  delete(key: string, options: DeleteOptions = {}): Promise<void> {
    return this.#place.read(
      () => deleteObject(this.#calls, key, options),
      () => undefined,
    )
  }

  deleteMany(keys: readonly string[], options: CallOptions = {}): Promise<void> {
    const objects = keys.map((key) => ({ key }))
    return this.#place.read(
      () => deleteObjects(this.#calls, objects, options),
      () => undefined,
    )
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#place.read(
      () => listObjects(this.#calls, options),
      () => ({ objects: [], prefixes: [] }),
    )
  }

  copy(from: string, to: string, options: CopyOptions = {}): Promise<PutResult> {
    return this.#read(from, () => copyObject(this.#calls, from, to, options))
  }

  setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<void> {
    return this.#read(key, () => rewriteObject(this.#calls, key, { metadata }, options))
  }

  presign(key: string, options: PresignOptions): Promise<string> {
    return presignUrl(this.#calls, key, options)
  }

  async check(options: CallOptions = {}): Promise<CheckResult> {
    try {
      await this.#calls.run({ method: 'HEAD', signal: options.signal })
      await listObjects(this.#calls, { limit: 1, signal: options.signal })
      return { ok: true }
    } catch (error) {
      if (!isNexusError(error) || error.code === 'CLOSED' || error.code === 'ABORTED') throw error
      if (error.code === 'BUCKET_NOT_FOUND' && this.#place.makesMissing) return { ok: true }
      const { code, message, hint = 'Check the options of the backend.' } = error
      return { ok: false, code, problem: message, hint }
    }
  }

  async probe({ readonly, signal }: BackendProbeOptions): Promise<void> {
    const where = { calls: this.#calls, place: this.#place }
    if (readonly) this.#place.onlyRead()
    const learned = readonly
      ? { versions: await this.#keepsVersions({ signal }) }
      : await probeByWriting(where, { signal })
    this.#learn({ ...learned, origin: 'probed' })
  }

  enableVersioning(options?: CallOptions): Promise<void> {
    return this.admin.setVersioning(true, options)
  }

  setLifecycleRules(rules: readonly LifecycleRule[], options?: CallOptions): Promise<void> {
    return this.admin.setLifecycleRules(rules, options)
  }

  async native(): Promise<Client> {
    return (await this.#calls.client()).sdk
  }

  close(): Promise<void> {
    return this.#calls.close()
  }

  /** Changes what is known, and with it the members that are there. */
  #learn(learned: Partial<BackendCapabilities>): void {
    this.#capabilities = { ...this.#capabilities, ...learned }
    const { versions, tier } = this.#capabilities
    delete this.listVersions
    delete this.setTier
    if (versions) this.listVersions = (key, options) => this.#listVersions(key, options)
    if (tier) this.setTier = (key, name, options) => this.#setTier(key, name, options)
  }

  #listVersions(key: string, options: ListVersionsOptions): Promise<VersionPage> {
    return this.#place.read(
      () => listVersions(this.#calls, key, options),
      () => ({ versions: [] }),
    )
  }

  #setTier(key: string, tier: string, options: CallOptions = {}): Promise<void> {
    return this.#read(key, () => rewriteObject(this.#calls, key, { tier }, options))
  }

  /** Reads what is absent in a bucket that is still to be made. */
  #read<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
    return this.#place.read(run, () => {
      throw keyNotFound(key)
    })
  }

  /** Whoever may only read may not be allowed to ask; then no versions are offered. */
  async #keepsVersions(options: CallOptions): Promise<boolean> {
    await this.#calls.run({ method: 'HEAD', signal: options.signal })
    try {
      return (await this.admin.versioning(options)) === 'on'
    } catch (error) {
      if (isNexusError(error, 'BACKEND_DENIED')) return false
      throw error
    }
  }
}
