import { correctSpelling } from '@nexusfs/core/kit'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Options of {@link createGcsBackend}. */
export interface GcsBackendOptions {
  /** 3 to 222 characters, by the rules of Cloud Storage. */
  readonly bucket: string
  /** The project in which a missing bucket is made; by default that of the credentials. */
  readonly projectId?: string | undefined
  /** A JSON file of a service account, of a user, or of workload identity federation. */
  readonly credentialsPath?: string | undefined
  /**
   * An OAuth 2.0 access token, or a function that gives one. The function is called for every request, so it keeps a
   * token for as long as that is good. Without token and file: Application Default Credentials.
   */
  readonly accessToken?: string | (() => string | Promise<string>) | undefined
  /** Begins every key; a `/` is added at its end. Empty by default. */
  readonly prefix?: string | undefined
  /** STANDARD, NEARLINE, COLDLINE or ARCHIVE, for new objects; by default as the bucket says. */
  readonly storageClass?: string | undefined
  /** `projects/…/locations/…/keyRings/…/cryptoKeys/…`, for new objects; by default as the bucket says. */
  readonly kmsKeyName?: string | undefined
  /** Default `https://storage.googleapis.com`. Another host than Google's is called without credentials unless some are given. */
  readonly apiEndpoint?: string | undefined
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** Makes names of probed keys; by default UUIDv7. */
  readonly ids?: (() => string) | undefined
}

/** Options that configuration can give. */
export type GcsConfiguration = Omit<GcsBackendOptions, 'accessToken' | 'clock' | 'ids'> & {
  readonly accessToken?: string | undefined
}

/** Lower-case letters, digits, hyphens, underscores and dots (cloud.google.com/storage/docs/buckets#naming). */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/
const KMS_KEY = /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/

/** Scheme, host and port: an address with a user or a path is none of Cloud Storage. */
const ENDPOINT = /^(https?:\/\/)?([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?\/?$/

const text = (description: string) =>
  v.pipe(v.string(), v.nonEmpty('it is empty'), v.description(description))

const entries = v.strictObject({
  bucket: v.pipe(
    v.string(),
    v.regex(BUCKET, 'a bucket has lower-case letters, digits, hyphens, underscores or dots'),
    v.description('The bucket.'),
  ),
  projectId: v.optional(
    text('The project in which a missing bucket is made; by default that of the credentials.'),
  ),
  credentialsPath: v.optional(
    text('A JSON file of credentials; by default Application Default Credentials.'),
  ),
  accessToken: v.optional(text('An OAuth 2.0 access token; counts before a file.')),
  prefix: v.optional(
    v.pipe(v.string(), v.description('Begins every key; a "/" is added at its end.')),
  ),
  storageClass: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Z][A-Z_]+$/, 'give STANDARD, NEARLINE, COLDLINE or ARCHIVE'),
      v.description('STANDARD, NEARLINE, COLDLINE or ARCHIVE; by default as the bucket says.'),
    ),
  ),
  kmsKeyName: v.optional(
    v.pipe(
      v.string(),
      v.regex(KMS_KEY, 'give projects/…/locations/…/keyRings/…/cryptoKeys/…'),
      v.description('A key of Cloud KMS for new objects; by default as the bucket says.'),
    ),
  ),
  apiEndpoint: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        ENDPOINT,
        'give an address such as https://storage.googleapis.com, without a user or path',
      ),
      v.description('Default https://storage.googleapis.com.'),
    ),
  ),
})

/** Options as configuration gives them. */
export const optionSchema = correctSpelling(toStandardJsonSchema(entries), {
  basePath: 'prefix',
  bucketName: 'bucket',
  container: 'bucket',
  containerName: 'bucket',
  credentials: 'credentialsPath',
  credentialsFile: 'credentialsPath',
  endpoint: 'apiEndpoint',
  endpointUrl: 'apiEndpoint',
  keyFilename: 'credentialsPath',
  kmsKey: 'kmsKeyName',
  project: 'projectId',
  rootPath: 'prefix',
  token: 'accessToken',
})
