import { correctSpelling } from '@nexusfs/core/kit'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Access tiers of block blobs that can be chosen, as Azure spells them. */
export const AZURE_TIERS = [
  'Hot',
  'Cool',
  'Cold',
  'Archive',
] as const satisfies readonly AzureTier[]

/** An access tier of block blobs. */
export type AzureTier = 'Hot' | 'Cool' | 'Cold' | 'Archive'

/** What signs requests with a token: every credential of `@azure/identity` is one. */
export interface AzureTokenCredential {
  getToken(
    scopes: string | string[],
    options?: object,
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>
}

/** Options of the backend that configuration can give. */
export interface AzureOptions {
  /** The container; 3 to 63 lower-case letters, digits and single hyphens. */
  readonly container: string
  /** Storage account; needed unless `connectionString` or `endpoint` says it. */
  readonly accountName?: string | undefined
  /** Key of the account, in base64. */
  readonly accountKey?: string | undefined
  /** As the portal and `az storage account show-connection-string` give it. */
  readonly connectionString?: string | undefined
  /** Shared access signature, with or without its `?`. */
  readonly sasToken?: string | undefined
  /** Begins every key in the container; nothing by default. */
  readonly prefix?: string | undefined
  /** Tier of new objects; the account's own by default. */
  readonly tier?: AzureTier | undefined
  /** Encryption scope of new objects; the container's own by default. */
  readonly encryptionScope?: string | undefined
  /** Address of the blob service; `https://<account_name>.blob.core.windows.net` by default. */
  readonly endpoint?: string | undefined
}

/** Options of {@link createAzureBackend}. */
export interface AzureBackendOptions extends AzureOptions {
  /** Used where neither key, connection string nor SAS is given; `DefaultAzureCredential` of `@azure/identity` by default. */
  readonly credential?: AzureTokenCredential | undefined
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
}

/** Names that Azure allows for a container (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata). */
export const CONTAINER_NAME = /^(?:(?=.{3,63}$)[a-z0-9](?:-?[a-z0-9])+|\$root|\$web)$/

const text = (description: string) =>
  v.pipe(v.string(), v.nonEmpty('It is empty.'), v.description(description))

/** Words of other adapters and of the Azure tools. */
const WORDS = {
  account: 'accountName',
  basePath: 'prefix',
  bucket: 'container',
  bucketName: 'container',
  containerName: 'container',
  endpointUrl: 'endpoint',
  rootPath: 'prefix',
  sas: 'sasToken',
  storageAccount: 'accountName',
  storageClass: 'tier',
}

const entries = v.strictObject({
  container: v.pipe(
    v.string(),
    v.regex(
      CONTAINER_NAME,
      'A container has 3 to 63 lower-case letters, digits and single hyphens.',
    ),
    v.description('The container that holds the objects.'),
  ),
  accountName: v.optional(
    text('Storage account; needed unless connection_string or endpoint says it.'),
  ),
  accountKey: v.optional(text('Key of the account.')),
  connectionString: v.optional(text('Connection string of the account.')),
  sasToken: v.optional(text('Shared access signature.')),
  prefix: v.optional(v.pipe(v.string(), v.description('Begins every key in the container.'))),
  tier: v.optional(
    v.pipe(
      v.picklist(AZURE_TIERS),
      v.description("Access tier of new objects; the account's own by default."),
    ),
  ),
  encryptionScope: v.optional(
    text("Encryption scope of new objects; the container's own by default."),
  ),
  endpoint: v.optional(
    text('Address of the blob service; https://<account_name>.blob.core.windows.net by default.'),
  ),
})

/** Options as configuration gives them. */
export const optionSchema = correctSpelling(toStandardJsonSchema(entries), WORDS)
