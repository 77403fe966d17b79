import { BackendDefinition, Backend, CallOptions } from '@nexusfs/core/spec';
import { Storage } from '@google-cloud/storage';

/** Options of {@link createGcsBackend}. */
interface GcsBackendOptions {
    /** 3 to 222 characters, by the rules of Cloud Storage. */
    readonly bucket: string;
    /** The project in which a missing bucket is made; by default that of the credentials. */
    readonly projectId?: string | undefined;
    /** A JSON file of a service account, of a user, or of workload identity federation. */
    readonly credentialsPath?: string | undefined;
    /**
     * An OAuth 2.0 access token, or a function that gives one. The function is called for every request, so it keeps a
     * token for as long as that is good. Without token and file: Application Default Credentials.
     */
    readonly accessToken?: string | (() => string | Promise<string>) | undefined;
    /** Begins every key; a `/` is added at its end. Empty by default. */
    readonly prefix?: string | undefined;
    /** STANDARD, NEARLINE, COLDLINE or ARCHIVE, for new objects; by default as the bucket says. */
    readonly storageClass?: string | undefined;
    /** `projects/…/locations/…/keyRings/…/cryptoKeys/…`, for new objects; by default as the bucket says. */
    readonly kmsKeyName?: string | undefined;
    /** Default `https://storage.googleapis.com`. Another host than Google's is called without credentials unless some are given. */
    readonly apiEndpoint?: string | undefined;
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
    /** Makes names of probed keys; by default UUIDv7. */
    readonly ids?: (() => string) | undefined;
}
/** Options that configuration can give. */
type GcsConfiguration = Omit<GcsBackendOptions, 'accessToken' | 'clock' | 'ids'> & {
    readonly accessToken?: string | undefined;
};

/** The backend type `gcs`. */
declare const gcsBackend: BackendDefinition<GcsConfiguration>;

/** The backend with what Cloud Storage has beyond the contract. */
interface GcsBackend extends Backend {
    readonly type: 'gcs';
    /** The SDK's own client, shared by all backends with the same endpoint and credentials. It is loaded when first asked for. */
    native(): Promise<Storage>;
    /** Removes one generation of an object for ever, also a noncurrent one. Idempotent. */
    deleteGeneration(key: string, generation: string, options?: CallOptions): Promise<void>;
    /**
     * Moves an object to a storage class: STANDARD, NEARLINE, COLDLINE or ARCHIVE; {@link Backend.setTier} by Google's name.
     * Its bytes, content type and metadata stay; it gets a new generation.
     * @throws `NOT_FOUND`, `CONFLICT` when it is changed meanwhile.
     */
    setStorageClass(key: string, storageClass: string, options?: CallOptions): Promise<void>;
}

/**
 * A backend that keeps objects in a bucket of Google Cloud Storage. Nothing is loaded or sent before the first call.
 * Backends with the same endpoint and credentials share connections and tokens. `gcs` is its short name:
 * `connect({ backend: gcs({ bucket }) })`.
 */
declare function createGcsBackend(options: GcsBackendOptions): GcsBackend;

export { createGcsBackend, gcsBackend as default, createGcsBackend as gcs };
export type { GcsBackend, GcsBackendOptions, GcsConfiguration };
