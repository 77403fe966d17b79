import type {
  Backend,
  BackendAdmin,
  BackendCapabilities,
  BackendDescription,
  BackendProbeOptions,
  CallOptions,
  CheckResult,
  CopyOptions,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ObjectInfo,
  PresignOptions,
  PutOptions,
  PutResult,
  Source,
} from '@nexusfs/core/spec'
import { adminOf } from './admin.ts'
import { capabilitiesOf } from './capabilities.ts'
import { check } from './check.ts'
import { copy, setMetadata, setTier } from './copy.ts'
import { describeBackend } from './describe.ts'
import {
  type GlacierClass,
  type RestoreOptions,
  type RestoreStatus,
  restoreFromGlacier,
  restoreStatus,
  transitionToGlacier,
} from './glacier.ts'
import { list } from './list.ts'
import { checkedOptions, type S3BackendOptions } from './options.ts'
import { presign } from './presign.ts'
import { probe } from './probe.ts'
import { put } from './put.ts'
import { get, type HeadOptions, head } from './read.ts'
import { remove, removeMany } from './remove.ts'
import type { S3Client } from './sdk-types.ts'
import { S3Session } from './session.ts'
import { settingsOf } from './settings.ts'
import { listVersions } from './versions.ts'

/** A backend over a bucket of Amazon S3 or of a compatible server, with what S3 has beyond the contract. */
export interface S3Backend extends Backend {
  readonly type: 's3'
  readonly admin: BackendAdmin
  /** Moves an object to a class of archives. @throws `NOT_FOUND`, `ARCHIVED` for one that lies in an archive already. */
  transitionToGlacier(key: string, storageClass: GlacierClass, options?: CallOptions): Promise<void>
  /** Asks for a copy of an archived object that can be read for some days. Idempotent. @throws `NOT_FOUND`. */
  restoreFromGlacier(key: string, options: RestoreOptions): Promise<void>
  /** How far that is. @throws `NOT_FOUND`. */
  restoreStatus(key: string, options?: CallOptions): Promise<RestoreStatus>
  /** The client of the SDK, shared with backends of the same connection; do not destroy it. */
  native(): Promise<S3Client>
}

/**
 * A backend that keeps objects in a bucket. Nothing is loaded and no request is made before the first call; backends of
 * the same endpoint and credentials share a client.
 * @throws `CONFIG_INVALID` for options that cannot be.
 */
export function createS3Backend(options: S3BackendOptions): S3Backend {
  return new BucketBackend(options)
}

class BucketBackend implements S3Backend {
  readonly apiVersion = 1
  readonly type = 's3'
  readonly admin: BackendAdmin
  readonly #session: S3Session
  #capabilities: BackendCapabilities

  constructor(options: S3BackendOptions) {
    const settings = settingsOf(checkedOptions(options))
    this.#session = new S3Session(settings)
    this.#capabilities = capabilitiesOf(settings.kind, settings.prefix)
    this.admin = adminOf(this.#session)
  }

  get capabilities(): BackendCapabilities {
    return this.#capabilities
  }

  describe(): BackendDescription {
    return describeBackend(this.#session)
  }

  head(key: string, options?: HeadOptions): Promise<ObjectInfo | undefined> {
    return head(this.#session, key, options)
  }

  get(key: string, options?: GetOptions): Promise<GetResult> {
    return get(this.#session, key, options)
  }

  put(key: string, source: Source, options?: PutOptions): Promise<PutResult> {
    return put(this.#session, key, source, options)
  }

  delete(key: string, options?: DeleteOptions): Promise<void> {
    return remove(this.#session, key, options)
  }

  get deleteMany() {
    return this.#where('deleteMany', (keys: readonly string[], options?: CallOptions) =>
      removeMany(this.#session, keys, options?.signal),
    )
  }

  copy(from: string, to: string, options?: CopyOptions): Promise<PutResult> {
    return copy(this.#session, from, to, options)
  }

  list(options: ListOptions): Promise<ListPage> {
    return list(this.#session, options)
  }

  presign(key: string, options: PresignOptions): Promise<string> {
    return presign(this.#session, key, options)
  }

  setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<void> {
    return setMetadata(this.#session, key, metadata, options?.signal)
  }

  get listVersions() {
    return this.#where('versions', listVersions.bind(undefined, this.#session))
  }

  get setTier() {
    return this.#where('tier', (key: string, tier: string, options?: CallOptions) =>
      setTier(this.#session, key, tier, options?.signal),
    )
  }

  transitionToGlacier(
    key: string,
    storageClass: GlacierClass,
    options?: CallOptions,
  ): Promise<void> {
    return transitionToGlacier(this.#session, key, storageClass, options?.signal)
  }

  restoreFromGlacier(key: string, options: RestoreOptions): Promise<void> {
    return restoreFromGlacier(this.#session, key, options)
  }

  restoreStatus(key: string, options?: CallOptions): Promise<RestoreStatus> {
    return restoreStatus(this.#session, key, options?.signal)
  }

  check(options?: CallOptions): Promise<CheckResult> {
    return check(this.#session, options)
  }

  async probe(options: BackendProbeOptions): Promise<void> {
    const found = await probe(this.#session, options)
    this.#capabilities = { ...this.#capabilities, ...found, origin: 'probed' }
  }

  native(): Promise<S3Client> {
    return this.#session.run({ what: 'use', key: '' }, async ({ client }) => client)
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  /** An optional method, which must not be there where its capability is not. */
  #where<Method>(capability: 'deleteMany' | 'tier' | 'versions', method: Method): Method {
    // The type says that it may be missing where the contract does, which has the same method as optional.
    return (this.#capabilities[capability] ? method : undefined) as Method
  }
}
