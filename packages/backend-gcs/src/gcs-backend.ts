import type { Storage } from '@google-cloud/storage'
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
  ListVersionsOptions,
  ObjectInfo,
  PresignOptions,
  PutOptions,
  PutResult,
  Source,
  VersionPage,
} from '@nexusfs/core/spec'
import { adminOf } from './admin.ts'
import { capabilitiesOf } from './capabilities.ts'
import { checkBucket } from './check.ts'
import type { GcsContext } from './context.ts'
import { copyObject, moveToClass } from './copy.ts'
import { deleteObject } from './delete.ts'
import type { GcsBackend } from './gcs-backend-types.ts'
import { getObject, headObject } from './get.ts'
import { listPage } from './list.ts'
import type { GcsBackendOptions } from './options.ts'
import { placesOf } from './places.ts'
import { presignObject } from './presign.ts'
import { probe } from './probe.ts'
import { putObject } from './put.ts'
import { setMetadata } from './set-metadata.ts'
import { settingsOf } from './settings.ts'
import { versionPage } from './versions.ts'
import { Wire } from './wire.ts'

/**
 * A backend that keeps objects in a bucket of Google Cloud Storage. Nothing is loaded or sent before the first call.
 * Backends with the same endpoint and credentials share connections and tokens. `gcs` is its short name:
 * `connect({ backend: gcs({ bucket }) })`.
 */
export function createGcsBackend(options: GcsBackendOptions): GcsBackend {
  return new BucketBackend(options)
}

class BucketBackend implements GcsBackend {
  readonly apiVersion = 1
  readonly type = 'gcs'
  readonly admin: BackendAdmin
  /** There where the credentials can sign. */
  presign?: NonNullable<Backend['presign']>
  /** There where a probe found that the bucket keeps versions. */
  listVersions?: NonNullable<Backend['listVersions']>
  readonly #context: GcsContext
  #capabilities: BackendCapabilities

  constructor(options: GcsBackendOptions) {
    const settings = settingsOf(options)
    this.#capabilities = capabilitiesOf(settings.prefix, settings.canSign)
    this.#context = {
      settings,
      wire: new Wire(settings),
      places: placesOf(settings),
      capabilities: () => this.#capabilities,
    }
    this.admin = adminOf(this.#context)
    if (settings.canSign) this.presign = (key, options) => this.#presign(key, options)
  }

  get capabilities(): BackendCapabilities {
    return this.#capabilities
  }

  describe(): BackendDescription {
    const { bucket, prefix, endpoint, credentials, projectId } = this.#context.settings
    return {
      type: 'gcs',
      location: `gs://${bucket}/${prefix}`,
      details: {
        bucket,
        prefix,
        endpoint: new URL(endpoint).host,
        credentials,
        ...(projectId !== undefined && { project: projectId }),
      },
    }
  }

  async head(
    key: string,
    options: CallOptions & { readonly versionId?: string } = {},
  ): Promise<ObjectInfo | undefined> {
    this.#begin(options)
    return headObject(this.#context, key, options)
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    this.#begin(options)
    return getObject(this.#context, key, options)
  }

  async put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    this.#begin(options)
    return putObject(this.#context, key, source, options)
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    this.#begin(options)
    return deleteObject(this.#context, key, options)
  }

  async list(options: ListOptions): Promise<ListPage> {
    this.#begin(options)
    return listPage(this.#context, options)
  }

  async check(options: CallOptions = {}): Promise<CheckResult> {
    this.#begin(options)
    return checkBucket(this.#context, options)
  }

  async copy(from: string, to: string, options: CopyOptions = {}): Promise<PutResult> {
    this.#begin(options)
    return copyObject(this.#context, from, to, options)
  }

  async setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<void> {
    this.#begin(options)
    return setMetadata(this.#context, key, metadata, options.signal)
  }

  async setTier(key: string, tier: string, options: CallOptions = {}): Promise<void> {
    this.#begin(options)
    return moveToClass(this.#context, key, tier, options.signal)
  }

  setStorageClass(key: string, storageClass: string, options?: CallOptions): Promise<void> {
    return this.setTier(key, storageClass, options)
  }

  async deleteGeneration(
    key: string,
    generation: string,
    options: CallOptions = {},
  ): Promise<void> {
    this.#begin(options)
    return deleteObject(this.#context, key, { ...options, generation })
  }

  async probe(options: BackendProbeOptions): Promise<void> {
    this.#begin(options)
    const learned = await probe(this.#context, options)
    this.#capabilities = { ...this.#capabilities, ...learned }
    if (this.#capabilities.versions) {
      this.listVersions = (key, options) => this.#listVersions(key, options)
    } else {
      delete this.listVersions
    }
  }

  async native(): Promise<Storage> {
    return (await this.#context.wire.client()).storage
  }

  close(): Promise<void> {
    return this.#context.wire.close()
  }

  async #presign(key: string, options: PresignOptions): Promise<string> {
    this.#begin(options)
    return presignObject(this.#context, key, options)
  }

  async #listVersions(key: string, options: ListVersionsOptions): Promise<VersionPage> {
    this.#begin(options)
    return versionPage(this.#context, key, options)
  }

  #begin({ signal }: CallOptions): void {
    this.#context.wire.begin(signal)
  }
}
