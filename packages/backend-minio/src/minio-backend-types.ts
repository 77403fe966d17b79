import type { Backend, BackendAdmin, CallOptions, LifecycleRule } from '@nexusfs/core/spec'
import type { Client } from 'minio'

type Always = 'copy' | 'deleteMany' | 'presign' | 'probe' | 'setMetadata'

/** A backend on MinIO, with what it offers beyond the contract. */
export interface MinioBackend extends Omit<Backend, Always>, Required<Pick<Backend, Always>> {
  readonly type: 'minio'
  readonly admin: BackendAdmin
  /** Lets the bucket keep every version from now on; makes it if it is missing and may be made. */
  enableVersioning(options?: CallOptions): Promise<void>
  /** As `admin.setLifecycleRules`. @throws `NOT_SUPPORTED` for `abortUploadsAfterDays`, which MinIO drops in silence. */
  setLifecycleRules(rules: readonly LifecycleRule[], options?: CallOptions): Promise<void>
  /** The client of the `minio` package, shared by all backends of the same server and credentials: it is not to be changed. */
  native(): Promise<Client>
}
