import type { NexusError } from '@nexusfs/core/kit'
import type { Failure } from './failure.ts'

/** What a request was about, for messages. */
export interface RequestSubject {
  readonly bucket: string
  /** Host and port. */
  readonly host: string
  /** The key as callers know it; absent for requests about the bucket. */
  readonly key?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds UTC, to tell how far the clocks are apart. */
  readonly now: number
}

/** Code, what was found, and what to do next. */
export type Meaning = (
  failure: Failure,
  subject: RequestSubject,
) => readonly [code: NexusError['code'], found: string, hint: string]

const admin = (what: string) => `Look at the server with \`mc admin ${what} ALIAS\`.`

const damaged: Meaning = () => [
  'CORRUPT',
  'the bytes that arrived have another SHA-256 than the one that was sent along',
  'Nothing was stored; check that nothing changes the source, and write again.',
]

const denied: Meaning = (_, { bucket }) => [
  'BACKEND_DENIED',
  'the access key may not do this',
  `Attach a policy for the bucket "${bucket}" (the package has some in policies/) with \`mc admin policy attach ALIAS POLICY --user ACCESSKEY\`.`,
]

export const throttled: Meaning = () => [
  'THROTTLED',
  'the server asks for fewer requests',
  'Try again in a moment, or raise its limit with `mc admin config set ALIAS api requests_max=N`.',
]

export const unavailable: Meaning = ({ status, code }) => [
  'UNAVAILABLE',
  `the server answered ${status}${code === '' ? '' : ` ${code}`}`,
  `Try again in a moment. ${admin('info')}`,
]

export const missing: Meaning = () => [
  'NOT_FOUND',
  'there is no such object or version',
  'List the keys with its prefix to see what is there.',
]

const busy: Meaning = () => [
  'BUSY',
  'another request changes the same at this moment',
  'Try again in a moment.',
]

const badKey: Meaning = () => [
  'INVALID_ARGUMENT',
  'the server does not take such a key',
  'Use segments that are not dots with white space around them.',
]

const expired: Meaning = () => [
  'BACKEND_DENIED',
  'the access key has expired',
  'Make a new one with `mc admin accesskey create ALIAS`, and give it as access_key and secret_key.',
]

const full: Meaning = () => [
  'NO_SPACE',
  'the disks of the server are full',
  'Free space or add drives; `mc admin info ALIAS` shows what is used.',
]

/** What each code of the server means to a caller (S3 API, and MinIO's own codes). */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  AccessDenied: denied,
  AllAccessDisabled: denied,
  AuthorizationHeaderMalformed: ({ region }, { host }) => [
    'WRONG_REGION',
    `the server at ${host} is ${region === undefined ? 'in another region' : `in the region "${region}"`}`,
    region === undefined
      ? 'Give the region of the server; `mc admin config get ALIAS region` shows it.'
      : `Give region: ${region}.`,
  ],
  BadDigest: damaged,
  BucketAlreadyExists: (_, { bucket }) => [
    'BACKEND_DENIED',
    `the bucket "${bucket}" belongs to somebody else`,
    'Choose another bucket.',
  ],
  ConditionalRequestConflict: busy,
  EntityTooLarge: () => [
    'TOO_LARGE',
    'the object is larger than the server takes',
    'Split the content.',
  ],
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  IncompleteBody: unavailable,
  InternalError: unavailable,
  InvalidAccessKeyId: () => [
    'BACKEND_DENIED',
    'the server does not know the access key',
    'Check access_key; `mc admin user list ALIAS` and `mc admin accesskey list ALIAS` show the known ones.',
  ],
  InvalidBucketName: (_, { bucket }) => [
    'INVALID_ARGUMENT',
    `"${bucket}" cannot be the name of a bucket`,
    'Use 3 to 63 lower-case letters, digits, dots or hyphens.',
  ],
  InvalidObjectState: () => [
    'ARCHIVED',
    'the object is archived',
    'Restore it with `mc ilm restore ALIAS/BUCKET/KEY --days N`, then read it again.',
  ],
  InvalidStorageClass: () => [
    'INVALID_ARGUMENT',
    'the server has no such tier',
    'Use STANDARD or REDUCED_REDUNDANCY; for the targets of rules see `mc ilm tier ls ALIAS`.',
  ],
  InvalidTokenId: expired,
  KeyTooLongError: () => [
    'PATH_TOO_LONG',
    'the key is longer than the server takes',
    'Use a shorter path, or a shorter prefix.',
  ],
  MetadataTooLarge: () => [
    'INVALID_ARGUMENT',
    'the metadata is larger than the 2 KiB that the server keeps',
    'Keep less of it with the object.',
  ],
  NoSuchBucket: (_, { bucket }) => [
    'BUCKET_NOT_FOUND',
    `there is no bucket "${bucket}"`,
    `Make it with \`mc mb ALIAS/${bucket}\`, or set auto_create_bucket: true and write to it.`,
  ],
  NoSuchKey: missing,
  NoSuchUpload: () => [
    'UNAVAILABLE',
    'the upload in parts was ended by somebody else',
    'Write again; `mc admin config get ALIAS api` shows after how long the server drops uploads.',
  ],
  NoSuchVersion: missing,
  NotImplemented: () => [
    'NOT_SUPPORTED',
    'the server cannot do this',
    'For encryption configure a KMS (MINIO_KMS_SECRET_KEY or KES), or leave sse out.',
  ],
  OperationAborted: busy,
  QuotaExceeded: () => [
    'QUOTA_EXCEEDED',
    'the quota of the bucket is used up',
    'Raise it with `mc quota set ALIAS/BUCKET --size N`, or delete something.',
  ],
  RequestTimeTooSkewed: ({ serverTime }, { now }) => [
    'BACKEND_DENIED',
    `the clocks of this host and the server are too far apart${skew(serverTime, now)}`,
    'Set both by NTP; on this host `timedatectl set-ntp true`.',
  ],
  RequestTimeout: unavailable,
  ServerNotInitialized: unavailable,
  ServiceUnavailable: unavailable,
  SignatureDoesNotMatch: () => [
    'BACKEND_DENIED',
    'the secret key is not the one of the access key',
    'Check secret_key, and that no proxy between changes the host name or the headers.',
  ],
  SlowDown: throttled,
  SlowDownRead: throttled,
  SlowDownWrite: throttled,
  StorageFull: full,
  TooManyRequests: throttled,
  XAmzContentChecksumMismatch: damaged,
  XAmzContentSHA256Mismatch: damaged,
  XMinioAdminBucketQuotaExceeded: (failure, subject) =>
    MEANINGS.QuotaExceeded?.(failure, subject) ?? full(failure, subject),
  XMinioInvalidObjectName: badKey,
  XMinioInvalidResourceName: badKey,
  XMinioObjectExistsAsDirectory: () => [
    'IS_A_DIRECTORY',
    'other keys lie below it',
    'Choose another key, or delete the keys below it.',
  ],
  XMinioParentIsObject: () => [
    'NOT_A_DIRECTORY',
    'a part of the key is an object',
    'Choose a key that does not go through an object.',
  ],
  XMinioStorageFull: full,
  'kms:KeyNotFound': () => [
    'BACKEND_DENIED',
    'the KMS of the server has no such key',
    'Check sse; `mc admin kms key list ALIAS` shows the keys.',
  ],
}

/** What a status means where there is no code, or none that is known. */
export const STATUSES: Readonly<Record<number, Meaning>> = {
  401: denied,
  403: denied,
  404: missing,
  408: unavailable,
  409: busy,
  429: throttled,
  507: full,
}

function skew(serverTime: number | undefined, now: number): string {
  if (serverTime === undefined || Number.isNaN(serverTime)) return ''
  const seconds = Math.round((now - serverTime) / 1000)
  if (seconds === 0) return ''
  return `: this host is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead' : 'behind'}`
}
