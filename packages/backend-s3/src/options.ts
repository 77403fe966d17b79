import { correctSpelling, didYouMean, NexusError } from '@nexusfs/core/kit'
import type { OptionSchema } from '@nexusfs/core/spec'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { PRESET_NAMES, type PresetName } from './presets.ts'
import type { S3RequestHandler } from './sdk-types.ts'

/** Options of {@link createS3Backend} as `nexus.yaml` gives them, there in snake_case. */
export interface S3ConfiguredOptions {
  readonly bucket: string
  /** By default the one of the file of credentials, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile, else the bucket is asked. */
  readonly regionName?: string | undefined
  /** What all keys begin with; slashes around it do not matter. */
  readonly prefix?: string | undefined
  /** URL of a compatible server; by default Amazon S3. */
  readonly endpoint?: string | undefined
  /** Goes with `secretAccessKey`. By default `credentialsPath`, then the provider chain of the AWS SDK. */
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined
  /** A JSON file with `access_key_id`, `secret_access_key`, `session_token`, `region_name`, or an AWS shared credentials file. */
  readonly credentialsPath?: string | undefined
  /** Of the AWS configuration, or of the shared credentials file. */
  readonly profile?: string | undefined
  /** Class of what is written, such as `STANDARD_IA`; by default the bucket's. */
  readonly storageClass?: string | undefined
  /** Encryption at the server. By default `AES256` at Amazon S3, `none` elsewhere. */
  readonly sse?: 'AES256' | 'aws:kms' | 'none' | undefined
  /** Key of `aws:kms`; by default that of the account. */
  readonly sseKmsKeyId?: string | undefined
  /** Whether the bucket stands in the path; by default at compatible servers. */
  readonly forcePathStyle?: boolean | undefined
  /** S3 Transfer Acceleration. Default false. */
  readonly useAccelerateEndpoint?: boolean | undefined
  /** Kind of server; by default told from the endpoint. */
  readonly preset?: PresetName | undefined
}

/** Options of {@link createS3Backend}. */
export interface S3BackendOptions extends S3ConfiguredOptions {
  /** Sends the requests of this backend in place of the SDK's own handler; its client is then not shared. */
  readonly requestHandler?: S3RequestHandler | undefined
  /** Bytes of the parts of a large upload, and from which on a body is sent in parts. Default 8 MiB; S3 takes 5 MiB at least. */
  readonly partBytes?: number | undefined
  /** Bytes above which an object is copied in parts, and of such a part. Default 5 GiB, the most that S3 copies at once. */
  readonly copyPartBytes?: number | undefined
}

/** Words of other adapters and of the AWS tools. */
const WORDS = {
  basePath: 'prefix',
  bucketName: 'bucket',
  container: 'bucket',
  containerName: 'bucket',
  endpointUrl: 'endpoint',
  region: 'regionName',
  root: 'prefix',
  rootPath: 'prefix',
}

const text = (description: string) => v.pipe(v.string(), v.nonEmpty(), v.description(description))

/** No user, whose password would be shown, and no query. */
const ENDPOINT = /^https?:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/

const entries = v.strictObject({
  bucket: v.pipe(
    v.string(),
    // With a slash it would be a part of the path, and calls would go to another bucket.
    v.regex(/^[^/\\?#\s]+$/, 'A bucket is named without "/", spaces, "?" and "#".'),
    v.description('Name of the bucket.'),
  ),
  regionName: v.optional(
    text('Region of the bucket; by default AWS_REGION, the profile, else the bucket is asked.'),
  ),
  prefix: v.optional(v.pipe(v.string(), v.description('What all keys begin with.'))),
  endpoint: v.optional(
    v.pipe(
      v.string(),
      v.regex(ENDPOINT, 'Give a URL such as https://s3.example.org, without user or query.'),
      v.description('URL of a compatible server; by default Amazon S3.'),
    ),
  ),
  accessKeyId: v.optional(text('Access key; goes with secret_access_key.')),
  secretAccessKey: v.optional(text('Secret of the access key.')),
  sessionToken: v.optional(text('Token of temporary credentials.')),
  credentialsPath: v.optional(
    text('File with credentials: JSON, or an AWS shared credentials file.'),
  ),
  profile: v.optional(text('Profile of the AWS configuration.')),
  storageClass: v.optional(
    v.pipe(
      text('Storage class of what is written, such as STANDARD_IA; by default the bucket’s.'),
      v.regex(/^[A-Z][A-Z0-9_]*$/, 'Storage classes are written as STANDARD_IA is.'),
    ),
  ),
  sse: v.optional(
    v.pipe(
      v.picklist(['AES256', 'aws:kms', 'none']),
      v.description('Encryption at the server; AES256 by default on Amazon S3, none elsewhere.'),
    ),
  ),
  sseKmsKeyId: v.optional(text('Key of sse aws:kms; by default that of the account.')),
  forcePathStyle: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Whether the bucket stands in the path; on by default for compatible servers.'),
    ),
  ),
  useAccelerateEndpoint: v.optional(
    v.pipe(v.boolean(), v.description('Whether S3 Transfer Acceleration is used.')),
    false,
  ),
  preset: v.optional(
    v.pipe(
      v.picklist(PRESET_NAMES),
      v.description('Kind of server; by default told from the endpoint.'),
    ),
  ),
})

/** With what JSON Schema has no words for. */
const configured = v.pipe(
  entries,
  v.check(
    ({ accessKeyId, secretAccessKey }) =>
      (accessKeyId === undefined) === (secretAccessKey === undefined),
    'Give access_key_id and secret_access_key together, or none of them.',
  ),
  v.check(
    ({ accessKeyId, sessionToken }) => sessionToken === undefined || accessKeyId !== undefined,
    'A session_token needs its access_key_id and secret_access_key.',
  ),
  v.check(
    ({ sse, sseKmsKeyId }) => sseKmsKeyId === undefined || sse === 'aws:kms',
    'An sse_kms_key_id needs sse: aws:kms.',
  ),
)

const described = toStandardJsonSchema(entries)

/** Options as configuration gives them. */
export const optionSchema = correctSpelling(
  {
    '~standard': {
      ...described['~standard'],
      validate: (value: unknown) => configured['~standard'].validate(value),
    },
  } as OptionSchema<S3ConfiguredOptions>,
  WORDS,
)

const NAMES = Object.keys(entries.entries)

/** Checks options that code gives. @throws `CONFIG_INVALID` with all problems and never a value. */
export function checkedOptions(options: S3BackendOptions): S3BackendOptions {
  const { requestHandler, partBytes, copyPartBytes, ...rest } = options
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const result = v.safeParse(configured, given)
  const sizes = { partBytes, copyPartBytes }
  const problems = [
    ...(result.issues ?? []).map(problemOf),
    ...Object.entries(sizes).flatMap(([name, bytes]) =>
      bytes === undefined || (Number.isSafeInteger(bytes) && bytes > 0)
        ? []
        : [`${name} must be a number of bytes`],
    ),
  ]
  if (problems.length > 0 || !result.success) {
    throw new NexusError(
      'CONFIG_INVALID',
      `The options of the s3 backend: ${problems.join('; ')}.`,
      {
        hint: 'The README of @nexusfs/backend-s3 lists its options.',
      },
    )
  }
  return { ...result.output, requestHandler, ...sizes }
}

/** Messages of valibot itself quote values, which may be secrets. */
function problemOf(issue: v.BaseIssue<unknown>): string {
  const name = String(issue.path?.[0]?.key ?? '')
  if (issue.expected === 'never') {
    const right = Object.hasOwn(WORDS, name) ? WORDS[name as keyof typeof WORDS] : undefined
    return `"${name}" is none of them${right === undefined ? didYouMean(name, NAMES) : ` (did you mean "${right}"?)`}`
  }
  if (issue.type === 'check' || issue.type === 'regex' || name === 'bucket') {
    const own = issue.message.startsWith('Invalid') ? `it must be ${issue.expected}` : issue.message
    return name === '' ? own.replace(/\.$/, '') : `${name}: ${own.replace(/\.$/, '')}`
  }
  return `${name} must be ${issue.expected}`
}
