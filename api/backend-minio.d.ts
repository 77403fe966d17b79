import { BackendDefinition, Backend, BackendAdmin, CallOptions, LifecycleRule } from '@nexusfs/core/spec';
import { Client } from 'minio';

/** Options of {@link createMinioBackend}. */
interface MinioBackendOptions {
    /** Address of the server's S3 API: `https://minio.example.com`, or a host with an optional port. */
    readonly endpointUrl: string;
    /** 3 to 63 characters, by the rules of S3. */
    readonly bucket: string;
    /** By default `MINIO_ACCESS_KEY`, else `MINIO_ROOT_USER`. */
    readonly accessKey?: string | undefined;
    /** By default `MINIO_SECRET_KEY`, else `MINIO_ROOT_PASSWORD`. */
    readonly secretKey?: string | undefined;
    /** TLS. By default as the scheme of the endpoint says; `true` where it has none. */
    readonly secure?: boolean | undefined;
    /** By default `us-east-1`, or what the server asks for. A given one that is wrong stays an error. */
    readonly region?: string | undefined;
    /** Begins every key; a `/` is added at its end. Empty by default. */
    readonly prefix?: string | undefined;
    /** `AES256`, `aws:kms` or `aws:kms:<key>`; by default as the bucket says. */
    readonly sse?: string | undefined;
    /** The bucket is made by the first write when it is missing. Default `true`. */
    readonly autoCreateBucket?: boolean | undefined;
}

/** The backend type `minio`. */
declare const minioBackend: BackendDefinition<MinioBackendOptions>;

type Always = 'copy' | 'deleteMany' | 'presign' | 'probe' | 'setMetadata';
/** A backend on MinIO, with what it offers beyond the contract. */
interface MinioBackend extends Omit<Backend, Always>, Required<Pick<Backend, Always>> {
    readonly type: 'minio';
    readonly admin: BackendAdmin;
    /** Lets the bucket keep every version from now on; makes it if it is missing and may be made. */
    enableVersioning(options?: CallOptions): Promise<void>;
    /** As `admin.setLifecycleRules`. @throws `NOT_SUPPORTED` for `abortUploadsAfterDays`, which MinIO drops in silence. */
    setLifecycleRules(rules: readonly LifecycleRule[], options?: CallOptions): Promise<void>;
    /** The client of the `minio` package, shared by all backends of the same server and credentials: it is not to be changed. */
    native(): Promise<Client>;
}

/**
 * A backend that keeps objects in a bucket of a MinIO server. Nothing is loaded or connected before the first call.
 * Backends with the same server and credentials share one client.
 * @throws `INVALID_ARGUMENT` for an endpoint or prefix that cannot be.
 */
declare function createMinioBackend(options: MinioBackendOptions): MinioBackend;

export { createMinioBackend, minioBackend as default, createMinioBackend as minio };
export type { MinioBackend, MinioBackendOptions };
