import { ContainerClient } from '@azure/storage-blob';
import { Backend, CallOptions, ObjectInfo, ObjectPrecondition, PutResult, BackendDefinition } from '@nexusfs/core/spec';

/** An access tier of block blobs. */
type AzureTier = 'Hot' | 'Cool' | 'Cold' | 'Archive';
/** What signs requests with a token: every credential of `@azure/identity` is one. */
interface AzureTokenCredential {
    getToken(scopes: string | string[], options?: object): Promise<{
        readonly token: string;
        readonly expiresOnTimestamp: number;
    } | null>;
}
/** Options of the backend that configuration can give. */
interface AzureOptions {
    /** The container; 3 to 63 lower-case letters, digits and single hyphens. */
    readonly container: string;
    /** Storage account; needed unless `connectionString` or `endpoint` says it. */
    readonly accountName?: string | undefined;
    /** Key of the account, in base64. */
    readonly accountKey?: string | undefined;
    /** As the portal and `az storage account show-connection-string` give it. */
    readonly connectionString?: string | undefined;
    /** Shared access signature, with or without its `?`. */
    readonly sasToken?: string | undefined;
    /** Begins every key in the container; nothing by default. */
    readonly prefix?: string | undefined;
    /** Tier of new objects; the account's own by default. */
    readonly tier?: AzureTier | undefined;
    /** Encryption scope of new objects; the container's own by default. */
    readonly encryptionScope?: string | undefined;
    /** Address of the blob service; `https://<account_name>.blob.core.windows.net` by default. */
    readonly endpoint?: string | undefined;
}
/** Options of {@link createAzureBackend}. */
interface AzureBackendOptions extends AzureOptions {
    /** Used where neither key, connection string nor SAS is given; `DefaultAzureCredential` of `@azure/identity` by default. */
    readonly credential?: AzureTokenCredential | undefined;
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
}

/** Options of {@link AzureBackend.setBlobTier}. */
interface SetBlobTierOptions extends CallOptions {
    /** How soon an archived object comes back: `Standard` within 15 hours, `High` mostly within one. Azure's own by default. */
    readonly rehydratePriority?: 'Standard' | 'High' | undefined;
}
/** Options of {@link AzureBackend.setBlobMetadata}. */
interface SetBlobMetadataOptions extends CallOptions {
    /** Of the object; a lost one is `CONFLICT`. */
    readonly precondition?: ObjectPrecondition | undefined;
}
/** Everything that Azure says of a blob. */
interface AzureBlobProperties extends ObjectInfo {
    /** Append and page blobs can be read, and are never turned into block blobs. */
    readonly blobType: 'BlockBlob' | 'AppendBlob' | 'PageBlob';
    /** Milliseconds UTC. */
    readonly createdAt: number | undefined;
    /** Milliseconds UTC. */
    readonly tierChangedAt: number | undefined;
    /** The tier is that of the account, and was not set on the blob. */
    readonly tierInferred: boolean;
    /** `rehydrate-pending-to-hot` and so on, while an archived blob comes back. */
    readonly archiveStatus: string | undefined;
    readonly rehydratePriority: string | undefined;
    /** Lower-case hex; blobs written in blocks have none. */
    readonly contentMd5: string | undefined;
    readonly contentEncoding: string | undefined;
    readonly contentDisposition: string | undefined;
    readonly cacheControl: string | undefined;
    readonly encryptionScope: string | undefined;
    /** `available`, `leased`, `expired`, `breaking` or `broken`. */
    readonly leaseState: string | undefined;
    /** Only where the account keeps versions. */
    readonly isCurrentVersion: boolean | undefined;
}
/** A backend in an Azure container, with what Azure has beyond the contract. */
interface AzureBackend extends Backend {
    /**
     * Moves an object to a tier; from `Archive` to another one begins a rehydration, during which reads stay `ARCHIVED`.
     * @throws `NOT_FOUND`, `ARCHIVED` while it is being brought back.
     */
    setBlobTier(key: string, tier: AzureTier, options?: SetBlobTierOptions): Promise<void>;
    /** @throws `NOT_FOUND`. */
    getBlobProperties(key: string, options?: CallOptions & {
        readonly versionId?: string | undefined;
    }): Promise<AzureBlobProperties>;
    /** Replaces the metadata; names and values of any letters. @throws `NOT_FOUND`, `CONFLICT`. */
    setBlobMetadata(key: string, metadata: Readonly<Record<string, string>>, options?: SetBlobMetadataOptions): Promise<Omit<PutResult, 'size'>>;
    /** The SDK's client of the container, shared with other backends of the account; loads the SDK. */
    native(): Promise<ContainerClient>;
}

/**
 * A backend that keeps each object as a block blob in a container of Azure Blob Storage. Nothing is connected, and the SDK
 * is not loaded, before the first call; backends of one account share a client.
 * @throws `CONFIG_INVALID` for options that name no account or container.
 */
declare function createAzureBackend(options: AzureBackendOptions): AzureBackend;

/** The backend type `azure`. */
declare const azureBackend: BackendDefinition<AzureOptions>;

export { createAzureBackend as azure, createAzureBackend, azureBackend as default };
export type { AzureBackend, AzureBackendOptions, AzureBlobProperties, AzureOptions, AzureTier, AzureTokenCredential, SetBlobMetadataOptions, SetBlobTierOptions };
