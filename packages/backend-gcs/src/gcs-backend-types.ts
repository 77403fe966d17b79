import type { Storage } from '@google-cloud/storage'
import type { Backend, CallOptions } from '@nexusfs/core/spec'

/** The backend with what Cloud Storage has beyond the contract. */
export interface GcsBackend extends Backend {
  readonly type: 'gcs'
  /** The SDK's own client, shared by all backends with the same endpoint and credentials. It is loaded when first asked for. */
  native(): Promise<Storage>
  /** Removes one generation of an object for ever, also a noncurrent one. Idempotent. */
  deleteGeneration(key: string, generation: string, options?: CallOptions): Promise<void>
  /**
   * Moves an object to a storage class: STANDARD, NEARLINE, COLDLINE or ARCHIVE; {@link Backend.setTier} by Google's name.
   * Its bytes, content type and metadata stay; it gets a new generation.
   * @throws `NOT_FOUND`, `CONFLICT` when it is changed meanwhile.
   */
  setStorageClass(key: string, storageClass: string, options?: CallOptions): Promise<void>
}
