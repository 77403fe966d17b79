import { BackendDefinition, CallOptions, Backend, BackendAdmin } from '@nexusfs/core/spec';
import { S3, S3ClientConfig } from '@aws-sdk/client-s3';

/** A kind of server. */
type PresetName = 'aws' | 'minio' | 'seaweedfs' | 'garage' | 'ceph' | 'r2' | 'gcs-hmac' | 'other';

/** The SDK's client with a method for each call. */
type S3Client = S3;
/** What sends requests: a handler, or options of the SDK's own one. */
type S3RequestHandler = NonNullable<S3ClientConfig['requestHandler']>;

/** Options of {@link createS3Backend} as `nexus.yaml` gives them, there in snake_case. */
interface S3ConfiguredOptions {
    readonly bucket: string;
    /** By default the one of the file of credentials, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile, else the bucket is asked. */
    readonly regionName?: string | undefined;
    /** What all keys begin with; slashes around it do not matter. */
    readonly prefix?: string | undefined;
    /** URL of a compatible server; by default Amazon S3. */
    readonly endpoint?: string | undefined;
    /** Goes with `secretAccessKey`. By default `credentialsPath`, then the provider chain of the AWS SDK. */
    readonly accessKeyId?: string | undefined;
    readonly secretAccessKey?: string | undefined;
    /** Of temporary credentials. */
    readonly sessionToken?: string | undefined;
    /** A JSON file with `access_key_id`, `secret_access_key`, `session_token`, `region_name`, or an AWS shared credentials file. */
    readonly credentialsPath?: string | undefined;
    /** Of the AWS configuration, or of the shared credentials file. */
    readonly profile?: string | undefined;
    /** Class of what is written, such as `STANDARD_IA`; by default the bucket's. */
    readonly storageClass?: string | undefined;
    /** Encryption at the server. By default `AES256` at Amazon S3, `none` elsewhere. */
    readonly sse?: 'AES256' | 'aws:kms' | 'none' | undefined;
    /** Key of `aws:kms`; by default that of the account. */
    readonly sseKmsKeyId?: string | undefined;
    /** Whether the bucket stands in the path; by default at compatible servers. */
    readonly forcePathStyle?: boolean | undefined;
    /** S3 Transfer Acceleration. Default false. */
    readonly useAccelerateEndpoint?: boolean | undefined;
    /** Kind of server; by default told from the endpoint. */
    readonly preset?: PresetName | undefined;
}
/** Options of {@link createS3Backend}. */
interface S3BackendOptions extends S3ConfiguredOptions {
    /** Sends the requests of this backend in place of the SDK's own handler; its client is then not shared. */
    readonly requestHandler?: S3RequestHandler | undefined;
    /** Bytes of the parts of a large upload, and from which on a body is sent in parts. Default 8 MiB; S3 takes 5 MiB at least. */
    readonly partBytes?: number | undefined;
    /** Bytes above which an object is copied in parts, and of such a part. Default 5 GiB, the most that S3 copies at once. */
    readonly copyPartBytes?: number | undefined;
}

/** The backend type `s3`. */
declare const s3Backend: BackendDefinition<S3ConfiguredOptions>;

/** Classes of archives. `GLACIER_IR` can be read at once, the others after a restore. */
type GlacierClass = 'GLACIER_IR' | 'GLACIER' | 'DEEP_ARCHIVE';
/** Options of a restore. */
interface RestoreOptions extends CallOptions {
    /** For how long the restored copy stays; from 1. */
    readonly days: number;
    /** How fast; `Expedited` is not there for DEEP_ARCHIVE. Default `Standard`: hours. */
    readonly tier?: 'Expedited' | 'Standard' | 'Bulk' | undefined;
}
/** How far a restore is. */
interface RestoreStatus {
    /** `readable`: it lies in no archive. */
    readonly state: 'readable' | 'archived' | 'restoring' | 'restored';
    /** Milliseconds UTC when the restored copy goes. */
    readonly expiresAt?: number | undefined;
}

/** A backend over a bucket of Amazon S3 or of a compatible server, with what S3 has beyond the contract. */
interface S3Backend extends Backend {
    readonly type: 's3';
    readonly admin: BackendAdmin;
    /** Moves an object to a class of archives. @throws `NOT_FOUND`, `ARCHIVED` for one that lies in an archive already. */
    transitionToGlacier(key: string, storageClass: GlacierClass, options?: CallOptions): Promise<void>;
    /** Asks for a copy of an archived object that can be read for some days. Idempotent. @throws `NOT_FOUND`. */
    restoreFromGlacier(key: string, options: RestoreOptions): Promise<void>;
    /** How far that is. @throws `NOT_FOUND`. */
    restoreStatus(key: string, options?: CallOptions): Promise<RestoreStatus>;
    /** The client of the SDK, shared with backends of the same connection; do not destroy it. */
    native(): Promise<S3Client>;
}
/**
 * A backend that keeps objects in a bucket. Nothing is loaded and no request is made before the first call; backends of
 * the same endpoint and credentials share a client.
 * @throws `CONFIG_INVALID` for options that cannot be.
 */
declare function createS3Backend(options: S3BackendOptions): S3Backend;

export { createS3Backend, s3Backend as default, createS3Backend as s3 };
export type { GlacierClass, PresetName, RestoreOptions, RestoreStatus, S3Backend, S3BackendOptions, S3Client, S3ConfiguredOptions, S3RequestHandler };
