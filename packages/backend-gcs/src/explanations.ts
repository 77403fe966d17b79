import type { NexusError } from '@nexusfs/core/kit'
import type { ProviderSaid } from './gcs-errors.ts'
import type { CredentialKind, GcsSettings } from './settings.ts'

/** What is wrong and what to do, in words. */
export interface Explanation {
  readonly code: NexusError['code']
  readonly found: string
  readonly hint: string
}

type Rule = readonly [matches: (said: ProviderSaid) => boolean, Explain]
type Explain = (settings: GcsSettings) => Explanation

/** What an answer, or an error of the SDK, means; the first rule that matches. `undefined` for what nobody knows. */
export function explain(said: ProviderSaid, settings: GcsSettings): Explanation | undefined {
  return RULES.find(([matches]) => matches(said))?.[1](settings)
}

const says = (pattern: RegExp) => (said: ProviderSaid) =>
  pattern.test(`${said.reason} ${said.message}`)
const is =
  (...statuses: number[]) =>
  ({ status }: ProviderSaid) =>
    statuses.includes(status)
const both =
  (one: (said: ProviderSaid) => boolean, other: (said: ProviderSaid) => boolean) =>
  (said: ProviderSaid) =>
    one(said) && other(said)

const plain =
  (code: Explanation['code'], found: string, hint: string): Explain =>
  () => ({ code, found, hint })

/** In order: what is particular comes before what is general. */
const RULES: readonly Rule[] = [
  [
    both(is(0), says(/invalid_grant.*\b(iat|exp)\b|short-lived token|reasonable timeframe/is)),
    wrongClock(),
  ],
  [both(is(400, 403), ({ reason }) => reason === 'RequestTimeTooSkewed'), wrongClock()],
  [
    both(
      is(0),
      says(
        /invalid_grant|invalid_rapt|reauth|unauthorized_client|account_deleted|Token has been expired or revoked/i,
      ),
    ),
    plain(
      'NO_CREDENTIALS',
      'the credentials are expired or were revoked',
      'Sign in again: gcloud auth application-default login. For a service account make a new key.',
    ),
  ],
  [
    both(
      is(0),
      says(
        /ENOENT|no such file|is not valid JSON|Unexpected (token|end of JSON)|does not contain a (client_email|private_key)|PEM|DECODER|credentials.*(file|type)/i,
      ),
    ),
    (settings) => ({
      code: 'NO_CREDENTIALS',
      found: 'the file of credentials cannot be used',
      hint: `Check that ${settings.credentialsPath === undefined ? 'GOOGLE_APPLICATION_CREDENTIALS' : 'credentials_path'} names a JSON file of a service account or of gcloud.`,
    }),
  ],
  [
    both(
      is(0),
      says(
        /Could not load the default credentials|No access token is returned|Unable to detect a Project Id|No access, refresh token/i,
      ),
    ),
    (settings) => ({
      code: 'NO_CREDENTIALS',
      found: 'there are no credentials',
      hint: signIn(settings.credentials),
    }),
  ],
  [
    both(is(401), says(/anonymous/i)),
    (settings) => ({
      code: 'NO_CREDENTIALS',
      found: 'it was called without credentials',
      hint: signIn(settings.credentials),
    }),
  ],
  [
    is(401),
    (settings) => ({
      code: 'NO_CREDENTIALS',
      found: 'the credentials are refused or expired',
      hint: signIn(settings.credentials),
    }),
  ],
  [
    both(
      is(403, 429),
      says(/rateLimitExceeded|userRateLimitExceeded|quotaExceeded|SlowDown|too many requests/i),
    ),
    throttled(),
  ],
  [is(429), throttled()],
  [
    both(is(403), says(/cloud ?kms|cryptoKey|kms/i)),
    plain(
      'BACKEND_DENIED',
      'the key of Cloud KMS may not be used',
      'Let the service agent of Cloud Storage use it: gcloud storage service-agent --authorize-cmek=KEY',
    ),
  ],
  [
    both(is(403), says(/retention|hold/i)),
    plain(
      'BACKEND_DENIED',
      'a retention policy or a hold keeps it as it is',
      'Wait until it ends, or look at it: gcloud storage buckets describe gs://BUCKET --format="default(retention_policy)"',
    ),
  ],
  [
    both(is(403), says(/billing|accountDisabled|UserProjectAccountProblem/i)),
    plain(
      'BACKEND_DENIED',
      'the project has no billing account that is open',
      'Look at it: gcloud billing projects describe PROJECT',
    ),
  ],
  [
    both(is(403), says(/has not been used|SERVICE_DISABLED|accessNotConfigured/i)),
    plain(
      'BACKEND_DENIED',
      'the project has Cloud Storage switched off',
      'Switch it on: gcloud services enable storage.googleapis.com',
    ),
  ],
  [
    is(403),
    ({ bucket }) => ({
      code: 'BACKEND_DENIED',
      found: 'the credentials do not allow it',
      hint: `Grant what the README of @nexusfs/backend-gcs says: gcloud storage buckets add-iam-policy-binding gs://${bucket} --member=MEMBER --role=roles/storage.objectUser`,
    }),
  ],
  [
    both(is(404), says(/^NoSuchBucket|The specified bucket does not exist/)),
    plain('BUCKET_NOT_FOUND', 'there is no such bucket', ''),
  ],
  [
    both(is(400), says(/userProjectMissing|requester pays/i)),
    plain(
      'BACKEND_DENIED',
      'its reader pays, and no project was named that does',
      'Use a bucket without requester pays: gcloud storage buckets update gs://BUCKET --no-requester-pays',
    ),
  ],
  [
    both(is(400), says(/(crc32c|md5|checksum|hash).*(match|mismatch)|BadDigest/i)),
    plain('CORRUPT', 'other bytes arrived than were sent', 'Nothing was stored; write again.'),
  ],
  [
    both(is(400), says(/kms|location/i)),
    plain(
      'INVALID_ARGUMENT',
      'the key of Cloud KMS and the bucket are not in one place',
      'Give a kms_key_name in the location of the bucket.',
    ),
  ],
  [is(416), plain('INVALID_RANGE', 'the range lies outside of it', 'Give 0 <= start < size.')],
  [is(413), plain('TOO_LARGE', 'it is larger than Cloud Storage takes', 'Split the content.')],
  [is(409), plain('BUSY', 'another change is under way', 'Try again in a moment.')],
  [
    is(408, 410, 500, 502, 503, 504),
    plain(
      'UNAVAILABLE',
      'Cloud Storage cannot answer now',
      'Try again in a moment; status.cloud.google.com tells of outages.',
    ),
  ],
  [
    is(400),
    plain(
      'INVALID_ARGUMENT',
      'Cloud Storage refused the call',
      'The cause says what it objects to.',
    ),
  ],
  [
    says(/ENOTFOUND|EAI_AGAIN/),
    plain(
      'UNAVAILABLE',
      'the host of the endpoint is not known',
      'Check the network and the spelling of api_endpoint.',
    ),
  ],
  [
    says(/CERT|SSL|self.signed|UNABLE_TO_VERIFY/i),
    plain(
      'UNAVAILABLE',
      'the endpoint has a certificate that is not trusted',
      'Give Node.js the authority: NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    ),
  ],
]

function wrongClock(): Explain {
  return plain(
    'NO_CREDENTIALS',
    'the clock of this machine is wrong, so what it signs is refused',
    'Set the clock, for example: timedatectl set-ntp true',
  )
}

function throttled(): Explain {
  return plain(
    'THROTTLED',
    'there are more requests than Cloud Storage takes',
    'Slow down, spread writes over more names, or ask for a higher quota.',
  )
}

function signIn(kind: CredentialKind): string {
  if (kind === 'access token') return 'Give a new access_token: gcloud auth print-access-token'
  if (kind === 'access token function')
    return 'The function accessToken has to give a token that is good.'
  if (kind === 'credentials file')
    return 'Make a new key: gcloud iam service-accounts keys create FILE --iam-account=ACCOUNT'
  if (kind === 'none')
    return 'Give access_token or credentials_path, since this endpoint asks for credentials.'
  return 'Sign in: gcloud auth application-default login; or give credentials_path.'
}
