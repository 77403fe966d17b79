import type { NexusError } from '@nexusfs/core/kit'
import type { AzureSettings } from './settings.ts'

/** What a code of Azure means to a caller. */
export interface Meaning {
  readonly code: NexusError['code']
  /** Part of the sentence after the colon. */
  readonly found: string
  readonly hint: string
}

/** What the hints name. */
interface Names {
  readonly account: string
  readonly container: string
  /** The blob's name in the container, quoted for a shell. */
  readonly blob: string
}

type Entry = readonly [NexusError['code'], string, (names: Names) => string]

const blobOf = ({ account, container, blob }: Names) =>
  `--account-name ${account} --container-name ${container} --name ${blob}`
const containerOf = ({ account, container }: Names) =>
  `--account-name ${account} --name ${container}`

const role = ({ account }: Names) =>
  `Give the identity the role: \`az role assignment create --role "Storage Blob Data Contributor" --assignee <id> --scope $(az storage account show -n ${account} --query id -o tsv)\`; it takes some minutes.`
const sas = (names: Names) =>
  `Make one that allows it: \`az storage container generate-sas ${containerOf(names)} --permissions racwdl --expiry <UTC time>\`.`
const rehydrate = (names: Names) =>
  `Bring it back: \`az storage blob set-tier ${blobOf(names)} --tier Hot --rehydrate-priority Standard\`, or setBlobTier(); it takes up to 15 hours.`
const later = () => 'Try again later; nothing half-done was left.'

const LEASED: Entry = [
  'LOCKED',
  'somebody holds a lease on it',
  (names) =>
    `Wait for its end, or break it: \`az storage blob lease break --account-name ${names.account} --container-name ${names.container} --blob-name ${names.blob}\`.`,
]
const IMMUTABLE: Entry = [
  'BACKEND_DENIED',
  'an immutability policy or legal hold protects it',
  ({ account, container }) =>
    `See \`az storage container immutability-policy show --account-name ${account} --container-name ${container}\`.`,
]
const NO_CREDENTIALS: Entry = [
  'NO_CREDENTIALS',
  'Azure found no valid credentials in the request',
  () => 'Give account_key, connection_string or sas_token, or run `az login`.',
]
const THROTTLED: Entry = [
  'THROTTLED',
  'Azure asks to slow down',
  () =>
    'Do less at once; the targets are in `Scalability and performance targets for Blob storage`.',
]
const BROKEN_ON_THE_WAY: Entry = [
  'CORRUPT',
  'the bytes that arrived are not those that were sent',
  () => 'Nothing was stored; write again.',
]
const BLOCKS_LOST: Entry = [
  'BUSY',
  'another writer finished writing the object meanwhile, which drops the blocks of others',
  () => 'Write it again.',
]

/** By `x-ms-error-code` (https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes). */
const MEANINGS: Readonly<Record<string, Entry>> = {
  ContainerNotFound: [
    'BUCKET_NOT_FOUND',
    'there is no such container',
    (names) => `Make it: \`az storage container create ${containerOf(names)}\`.`,
  ],
  ContainerBeingDeleted: [
    'BUCKET_NOT_FOUND',
    'the container is being deleted',
    () => 'Wait about 30 seconds before it is made again, or use another one.',
  ],
  ContainerDisabled: ['BACKEND_DENIED', 'the container was disabled', () => 'Ask its owner.'],
  AccountIsDisabled: [
    'BACKEND_DENIED',
    'the account is disabled',
    () => 'Enable it in the portal.',
  ],
  NoAuthenticationInformation: NO_CREDENTIALS,
  InvalidAuthenticationInfo: NO_CREDENTIALS,
  PublicAccessNotPermitted: NO_CREDENTIALS,
  AuthorizationPermissionMismatch: [
    'BACKEND_DENIED',
    'the credentials do not allow it',
    (names) => `${role(names)} With a SAS: ${sas(names)}`,
  ],
  AuthorizationFailure: [
    'BACKEND_DENIED',
    'the network rules of the account or the credentials do not allow it',
    ({ account }) =>
      `Look at \`az storage account show -n ${account} --query networkRuleSet\`, and add this host: \`az storage account network-rule add --account-name ${account} --ip-address <ip>\`.`,
  ],
  AuthorizationSourceIPMismatch: ['BACKEND_DENIED', 'the SAS is for other addresses', sas],
  AuthorizationProtocolMismatch: [
    'BACKEND_DENIED',
    'it is asked for over http, and only https is allowed',
    () => 'Give an endpoint that begins with https://.',
  ],
  AuthorizationResourceTypeMismatch: [
    'BACKEND_DENIED',
    'the SAS is for other kinds of resources',
    sas,
  ],
  AuthorizationServiceMismatch: ['BACKEND_DENIED', 'the SAS is for another service', sas],
  InsufficientAccountPermissions: ['BACKEND_DENIED', 'the credentials do not allow it', role],
  UnauthorizedBlobOverwrite: ['BACKEND_DENIED', 'the SAS lets nobody overwrite', sas],
  KeyBasedAuthenticationNotPermitted: [
    'BACKEND_DENIED',
    'the account takes no keys',
    (names) => `Leave account_key out to use Microsoft Entra ID. ${role(names)}`,
  ],
  BlobArchived: ['ARCHIVED', 'it lies in the archive tier', rehydrate],
  BlobBeingRehydrated: [
    'ARCHIVED',
    'it is being brought back from the archive tier',
    (names) =>
      `Wait; \`az storage blob show ${blobOf(names)} --query properties.archiveStatus\` says how it goes.`,
  ],
  BlobImmutableDueToPolicy: IMMUTABLE,
  BlobImmutableDueToLegalHold: IMMUTABLE,
  SnapshotsPresent: [
    'BACKEND_DENIED',
    'it has snapshots, which are not deleted along with it',
    (names) => `Delete them: \`az storage blob delete ${blobOf(names)} --delete-snapshots only\`.`,
  ],
  InvalidBlobType: [
    'NOT_SUPPORTED',
    'it is a blob of the type append or page, and writing would turn it into a block blob',
    () => 'Delete it first, write to another key, or write it with the client that native() gives.',
  ],
  InvalidBlockList: BLOCKS_LOST,
  InvalidBlobOrBlock: [
    'BUSY',
    'an upload of another program, whose blocks do not fit, was never ended',
    () => 'Azure drops its blocks after a week; writing 8 MiB or less drops them at once.',
  ],
  Md5Mismatch: BROKEN_ON_THE_WAY,
  Crc64Mismatch: BROKEN_ON_THE_WAY,
  RequestBodyTooLarge: ['TOO_LARGE', 'it is larger than Azure takes', () => 'Split the content.'],
  BlockCountExceedsLimit: ['TOO_LARGE', 'it has too many blocks', () => 'Split the content.'],
  MetadataTooLarge: [
    'TOO_LARGE',
    'its metadata has more than 8 KiB',
    () => 'Keep less in metadata; names and values that are not plain ASCII take more room.',
  ],
  InvalidRange: [
    'INVALID_RANGE',
    'the range lies outside of it',
    () => 'Give 0 <= start < size and start <= end, in bytes, end exclusive.',
  ],
  EncryptionScopeNotFound: [
    'CONFIG_INVALID',
    'there is no such encryption scope',
    ({ account }) => `See \`az storage account encryption-scope list --account-name ${account}\`.`,
  ],
  AccessTierNotSupportedForBlobType: [
    'NOT_SUPPORTED',
    'such a blob has no tiers',
    () => 'Leave it.',
  ],
  FeatureVersionMismatch: [
    'NOT_SUPPORTED',
    'the account cannot do it',
    () => 'Use another account.',
  ],
  NotImplemented: ['NOT_SUPPORTED', 'the endpoint cannot do it', () => 'Use another endpoint.'],
  APINotImplemented: ['NOT_SUPPORTED', 'the endpoint cannot do it', () => 'Use another endpoint.'],
  SourceConditionNotMet: ['BUSY', 'the source changed while it was copied', () => 'Copy it again.'],
  PendingCopyOperation: ['BUSY', 'another copy to it is under way', later],
  LeaseIdMissing: LEASED,
  LeaseIdMismatchWithBlobOperation: LEASED,
  LeaseIdMismatchWithContainerOperation: LEASED,
  LeaseLost: LEASED,
  ServerBusy: THROTTLED,
  TooManyRequests: THROTTLED,
  OperationTimedOut: ['UNAVAILABLE', 'Azure did not finish in time', later],
  InternalError: ['UNAVAILABLE', 'Azure failed', later],
}

/** What a code means here; `undefined` for one that is not known. */
export function meaningOf(
  code: string,
  { connection: { accountName = '<account>' }, container, prefix }: AzureSettings,
  key = '<name>',
): Meaning | undefined {
  const entry = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined
  if (entry === undefined) return undefined
  const [meant, found, hint] = entry
  const blob = `'${`${prefix}${key}`.replaceAll("'", "'\\''")}'`
  return { code: meant, found, hint: hint({ account: accountName, container, blob }) }
}
