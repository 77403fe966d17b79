import type { NexusError } from '@nexusfs/core/kit'

/** Where a call went, for hints. */
export interface Place {
  readonly bucket: string
  /** With the prefix. */
  readonly key: string
  readonly region: string
  readonly host: string
  /** What the AWS command line needs to reach the same place. */
  readonly flags: string
}

/** What an error of S3 means to a caller. */
export interface Translation {
  readonly code: NexusError['code']
  readonly found: (place: Place) => string
  readonly hint: (place: Place) => string
}

const whoAmI = ({ flags }: Place) => `\`aws sts get-caller-identity${flags}\``

const missingBucket: Translation = {
  code: 'BUCKET_NOT_FOUND',
  found: ({ bucket, host }) => `there is no bucket ${bucket} at ${host}`,
  hint: ({ bucket, flags }) =>
    `Check its name with \`aws s3 ls${flags}\`, or make it with \`aws s3 mb s3://${bucket}${flags}\`.`,
}

const denied: Translation = {
  code: 'BACKEND_DENIED',
  found: ({ bucket }) => `the credentials may not do this in bucket ${bucket}`,
  hint: (place) =>
    `See who they are with ${whoAmI(place)}, and give them one of the policies of @nexusfs/backend-s3.`,
}

const badKeys: Translation = {
  code: 'BACKEND_DENIED',
  found: ({ host }) => `${host} does not accept the access key or its secret`,
  hint: (place) => `Check access_key_id and secret_access_key; ${whoAmI(place)} tests them.`,
}

const expired: Translation = {
  code: 'NO_CREDENTIALS',
  found: () => 'the temporary credentials have expired',
  hint: ({ flags }) => `Get new ones, for example with \`aws sso login${flags}\`, and try again.`,
}

const noCredentials: Translation = {
  code: 'NO_CREDENTIALS',
  found: () => 'no credentials were found',
  hint: () =>
    'Set access_key_id and secret_access_key, credentials_path or profile, or run `aws configure`.',
}

const skewed: Translation = {
  code: 'BACKEND_DENIED',
  found: ({ host }) => `the clock of this computer differs too much from that of ${host}`,
  hint: () => 'Set the clock, for example with `timedatectl set-ntp true`, and try again.',
}

const archived: Translation = {
  code: 'ARCHIVED',
  found: () => 'it lies in an archive tier',
  hint: ({ bucket, key, flags }) =>
    `Restore it with \`aws s3api restore-object --bucket ${bucket} --key ${shellQuoted(key)} --restore-request Days=7${flags}\` or restoreFromGlacier(), wait, then read again.`,
}

const throttled: Translation = {
  code: 'THROTTLED',
  found: ({ host }) => `${host} asks for fewer requests`,
  hint: () => 'Wait and try again, or lower the concurrency of the mount.',
}

const unavailable: Translation = {
  code: 'UNAVAILABLE',
  found: ({ host }) => `${host} cannot serve the request now`,
  hint: () => 'Try again; for Amazon S3 https://health.aws.amazon.com says more.',
}

const unreachable: Translation = {
  code: 'UNAVAILABLE',
  found: ({ host }) => `${host} cannot be reached, or the connection was lost`,
  hint: ({ flags }) =>
    `Check network and endpoint, for example with \`aws s3 ls${flags}\`, then try again.`,
}

const corrupt: Translation = {
  code: 'CORRUPT',
  found: () => 'the bytes that arrived do not have the digest that was announced',
  hint: () => 'Nothing was stored; check that nothing changes the source, and write again.',
}

const notSupported: Translation = {
  code: 'NOT_SUPPORTED',
  found: ({ host }) => `${host} does not have this`,
  hint: () => 'Set the option preset to the kind of server, or use a server that has it.',
}

const busy: Translation = {
  code: 'BUSY',
  found: () => 'another call changed the same object at the same time',
  hint: () => 'Try again.',
}

const parentIsFile: Translation = {
  code: 'NOT_A_DIRECTORY',
  found: () => 'a part of the key is an object, and this server keeps keys as files',
  hint: () => 'Choose a key that does not go through an object, or delete that object.',
}

const keyIsFolder: Translation = {
  code: 'IS_A_DIRECTORY',
  found: () => 'other keys lie below it, and this server keeps keys as files',
  hint: () => 'Choose another key, or delete the keys below it.',
}

const full: Translation = {
  code: 'NO_SPACE',
  found: ({ host }) => `the disks of ${host} are full`,
  hint: () => 'Free space there and try again; nothing half-done was left.',
}

const timeout: Translation = {
  code: 'TIMEOUT',
  found: ({ host }) => `${host} waited too long for the body`,
  hint: () => 'Check the connection, then try again.',
}

const absent: Translation = { ...unavailable, code: 'NOT_FOUND' }

const invalid: Translation = {
  code: 'INVALID_ARGUMENT',
  found: ({ host }) => `${host} does not accept the request`,
  hint: () => 'The cause quotes the answer.',
}

/** Error codes of S3 and of servers like it (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
export const TRANSLATIONS = {
  NoSuchKey: absent,
  NoSuchVersion: absent,
  NotFound: absent,
  NoSuchBucket: missingBucket,
  AccessDenied: denied,
  AllAccessDisabled: denied,
  AccountProblem: denied,
  'KMS.DisabledException': denied,
  Forbidden: denied,
  Status401: denied,
  Status403: denied,
  InvalidAccessKeyId: badKeys,
  SignatureDoesNotMatch: badKeys,
  InvalidToken: badKeys,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenRefreshRequired: expired,
  CredentialsProviderError: noCredentials,
  ProviderError: noCredentials,
  TokenProviderError: expired,
  RequestTimeTooSkewed: skewed,
  RequestExpired: skewed,
  InvalidObjectState: archived,
  ObjectNotInActiveTierError: archived,
  SlowDown: throttled,
  SlowDownRead: throttled,
  SlowDownWrite: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  RequestLimitExceeded: throttled,
  BandwidthLimitExceeded: throttled,
  TooManyRequests: throttled,
  Status429: throttled,
  ServiceUnavailable: unavailable,
  InternalError: unavailable,
  Unreachable: unreachable,
  BadDigest: corrupt,
  InvalidDigest: corrupt,
  XAmzContentSHA256Mismatch: corrupt,
  XAmzContentChecksumMismatch: corrupt,
  IncompleteBody: unreachable,
  NotImplemented: notSupported,
  MethodNotAllowed: notSupported,
  Status501: notSupported,
  InvalidStorageClass: {
    code: 'INVALID_ARGUMENT',
    found: ({ host }: Place) => `${host} does not know the storage class`,
    hint: () => 'Give one of the classes of the server, such as STANDARD_IA on Amazon S3.',
  },
  ConditionalRequestConflict: busy,
  OperationAborted: busy,
  ObjectParentIsFile: parentIsFile,
  XMinioParentIsObject: parentIsFile,
  ExistingObjectIsFile: parentIsFile,
  ExistingObjectIsDirectory: keyIsFolder,
  XMinioObjectExistsAsDirectory: keyIsFolder,
  XMinioStorageFull: full,
  InsufficientStorage: full,
  Status507: full,
  QuotaExceeded: {
    code: 'QUOTA_EXCEEDED',
    found: ({ bucket }: Place) => `the quota of bucket ${bucket} is used up`,
    hint: () => 'Raise the quota, or delete what is not needed.',
  },
  EntityTooLarge: {
    code: 'TOO_LARGE',
    found: ({ host }: Place) => `it is larger than ${host} takes`,
    hint: () => 'Split the content.',
  },
  KeyTooLongError: {
    code: 'PATH_TOO_LONG',
    found: ({ host }: Place) => `the key is longer than ${host} takes`,
    hint: () => 'Use a shorter path, or a shorter prefix.',
  },
  RequestTimeout: timeout,
  InvalidBucketName: {
    code: 'CONFIG_INVALID',
    found: ({ bucket }: Place) => `${bucket} cannot be the name of a bucket`,
    hint: () => 'Give the name of the bucket as `aws s3 ls` shows it, without "s3://" and path.',
  },
  Status409: busy,
  Status400: invalid,
  Unknown: {
    code: 'INTERNAL',
    found: () => 'an unexpected error',
    hint: () => 'The cause quotes the answer; report it.',
  },
} as const satisfies Readonly<Record<string, Translation>> as Readonly<
  Record<string, Translation>
> & { readonly [Name in 'Unreachable' | 'ServiceUnavailable' | 'Unknown']: Translation }

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
