import { correctSpelling } from '@nexusfs/core/kit'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Options of {@link createMinioBackend}. */
export interface MinioBackendOptions {
  /** Address of the server's S3 API: `https://minio.example.com`, or a host with an optional port. */
  readonly endpointUrl: string
  /** 3 to 63 characters, by the rules of S3. */
  readonly bucket: string
  /** By default `MINIO_ACCESS_KEY`, else `MINIO_ROOT_USER`. */
  readonly accessKey?: string | undefined
  /** By default `MINIO_SECRET_KEY`, else `MINIO_ROOT_PASSWORD`. */
  readonly secretKey?: string | undefined
  /** TLS. By default as the scheme of the endpoint says; `true` where it has none. */
  readonly secure?: boolean | undefined
  /** By default `us-east-1`, or what the server asks for. A given one that is wrong stays an error. */
  readonly region?: string | undefined
  /** Begins every key; a `/` is added at its end. Empty by default. */
  readonly prefix?: string | undefined
  /** `AES256`, `aws:kms` or `aws:kms:<key>`; by default as the bucket says. */
  readonly sse?: string | undefined
  /** The bucket is made by the first write when it is missing. Default `true`. */
  readonly autoCreateBucket?: boolean | undefined
}

/** As far as a pattern can tell; `settingsOf` looks closer. */
const ENDPOINT = /^(https?:\/\/)?[^/@?#\s]+\/?$/

/** 3 to 63 of lower-case letters, digits, dots and hyphens; no IP address (the rules of S3). */
const BUCKET = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const text = (description: string) =>
  v.pipe(v.string(), v.nonEmpty('it is empty'), v.description(description))

const entries = v.strictObject({
  endpointUrl: v.pipe(
    v.string(),
    v.regex(ENDPOINT, 'give http:// or https://, a host and perhaps a port, and nothing else'),
    v.description('Address of the server: https://minio.example.com, or a host with a port.'),
  ),
  bucket: v.pipe(
    v.string(),
    v.regex(BUCKET, 'a bucket has 3 to 63 lower-case letters, digits, dots or hyphens'),
    v.description('The bucket; made by the first write unless auto_create_bucket is false.'),
  ),
  accessKey: v.optional(text('By default MINIO_ACCESS_KEY, else MINIO_ROOT_USER.')),
  secretKey: v.optional(text('By default MINIO_SECRET_KEY, else MINIO_ROOT_PASSWORD.')),
  secure: v.optional(
    v.pipe(v.boolean(), v.description('TLS; by default as the scheme of the endpoint says.')),
  ),
  region: v.optional(text('By default us-east-1, or what the server asks for.')),
  prefix: v.optional(
    v.pipe(v.string(), v.description('Begins every key; a "/" is added at its end.')),
  ),
  sse: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(AES256|aws:kms(:[\w.:/-]+)?)$/, 'give AES256, aws:kms or aws:kms:<key>'),
      v.description('Encryption by the server: AES256, aws:kms, or aws:kms:<key>.'),
    ),
  ),
  autoCreateBucket: v.optional(
    v.pipe(v.boolean(), v.description('A missing bucket is made by the first write.')),
    true,
  ),
})

/** Options as configuration gives them. */
export const optionSchema = correctSpelling(toStandardJsonSchema(entries), {
  accessKeyId: 'accessKey',
  bucketName: 'bucket',
  container: 'bucket',
  containerName: 'bucket',
  endpoint: 'endpointUrl',
  regionName: 'region',
  rootPath: 'prefix',
  basePath: 'prefix',
  secretAccessKey: 'secretKey',
  useSsl: 'secure',
})
