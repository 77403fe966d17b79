import {
  alreadyExists,
  isNexusError,
  keyConflict,
  keyNotFound,
  NexusError,
  quoteKey,
  stoppedError,
} from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { authenticationFailed } from './authentication-errors.ts'
import { meaningOf } from './error-table.ts'
import { type AzureFailure, cleanCause, failureOf } from './failure.ts'
import type { AzureSettings } from './settings.ts'

/** What a call was about. */
export interface CallSubject {
  /** `read`, `write`: how the message begins after "Cannot". */
  readonly what: string
  /** The key, or `undefined` where the container is meant. */
  readonly key?: string | undefined
  readonly precondition?: ObjectPrecondition | undefined
  readonly signal?: AbortSignal | undefined
}

const UNREACHABLE = /^(?:REQUEST_SEND_ERROR|PARSE_ERROR|E[A-Z]{2,}|CERT_\w+|DEPTH_ZERO\w*|ERR_\w+)$/
const NO_TOKEN =
  /^(?:CredentialUnavailableError|AuthenticationRequiredError|AuthenticationError|AggregateAuthenticationError)$/

/** What the SDK threw as a `NexusError`; one that is a `NexusError` already stays. Nothing of it quotes a credential. */
export function azureError(
  error: unknown,
  subject: CallSubject,
  settings: AzureSettings,
): NexusError {
  if (isNexusError(error)) return error
  if (subject.signal?.aborted === true) return stoppedError(subject.signal)
  const failure = failureOf(error)
  return (
    lostCondition(failure, subject) ??
    noToken(error, settings) ??
    known(failure, subject, settings) ??
    byStatus(failure, subject, settings)
  )
}

/** Conditions that did not hold, which the provider tells in several ways. */
function lostCondition(
  failure: AzureFailure,
  { key, precondition }: CallSubject,
): NexusError | undefined {
  if (key === undefined || precondition === undefined) return undefined
  const { code, status } = failure
  const cause = cleanCause(failure)
  if ('ifNoneMatch' in precondition) {
    const there = /^(?:BlobAlreadyExists|ConditionNotMet|TargetConditionNotMet|InvalidBlockList)$/
    return there.test(code) || code === 'UnauthorizedBlobOverwrite'
      ? alreadyExists(key, cause)
      : undefined
  }
  if (code === 'BlobNotFound' || (status === 404 && code === 'ResourceNotFound'))
    return keyConflict(key, { found: 'it is absent', cause })
  // Blocks are dropped when another writer commits, who has changed the object then.
  const changed = /^(?:ConditionNotMet|TargetConditionNotMet|InvalidBlockList)$/
  return changed.test(code) ? keyConflict(key, { cause }) : undefined
}

function noToken(error: unknown, settings: AzureSettings): NexusError | undefined {
  const { name } = (error ?? {}) as { name?: unknown }
  if (typeof name !== 'string' || !NO_TOKEN.test(name)) return undefined
  return new NexusError(
    'NO_CREDENTIALS',
    `Microsoft Entra ID gave no token for the container ${settings.container} (${name}).`,
    {
      hint: 'Run `az login`, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or give account_key, connection_string or sas_token.',
      cause: cleanCause(failureOf({ name })),
    },
  )
}

function known(
  failure: AzureFailure,
  subject: CallSubject,
  settings: AzureSettings,
): NexusError | undefined {
  if (failure.code === 'AuthenticationFailed')
    return authenticationFailed(failure, aimOf(subject, settings), settings)
  if (subject.key !== undefined && failure.code === 'BlobNotFound')
    return keyNotFound(subject.key, cleanCause(failure))
  const meaning = meaningOf(failure.code, settings, subject.key)
  if (meaning === undefined) return undefined
  const { code, found, hint } = meaning
  return new NexusError(code, `${aimOf(subject, settings)}: ${found}.`, {
    hint,
    cause: cleanCause(failure),
  })
}

function byStatus(
  failure: AzureFailure,
  subject: CallSubject,
  settings: AzureSettings,
): NexusError {
  const { status, code } = failure
  const make = (made: NexusError['code'], found: string, hint: string) =>
    new NexusError(made, `${aimOf(subject, settings)}: ${found}.`, {
      hint,
      cause: cleanCause(failure),
    })
  if (status === undefined || code === 'PARSE_ERROR') {
    if (!UNREACHABLE.test(code)) return make('INTERNAL', 'it failed unexpectedly', REPORT)
    return make('UNAVAILABLE', `${settings.connection.endpoint} cannot be reached (${code})`, REACH)
  }
  if (status === 404 && subject.key !== undefined)
    return keyNotFound(subject.key, cleanCause(failure))
  if (status === 401)
    return make('NO_CREDENTIALS', 'Azure does not take the credentials', CREDENTIALS)
  if (status === 403) return make('BACKEND_DENIED', `Azure refuses it (${code})`, CREDENTIALS)
  if (status === 429) return make('THROTTLED', 'Azure asks to slow down', 'Try again later.')
  if (status === 412) return make('CONFLICT', `a condition does not hold (${code})`, 'Read again.')
  if (status >= 500)
    return make('UNAVAILABLE', `Azure answered ${status} ${code}`, 'Try again later.')
  return make('INTERNAL', `Azure answered ${status} ${code}`, REPORT)
}

const REPORT =
  'Look the code up in https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.'
const REACH =
  'Check the network, account_name and endpoint; `az storage account show -n <account>` says whether it is there.'
const CREDENTIALS =
  'Check the credentials and their role; `az storage account keys list` shows the keys.'

function aimOf({ what, key }: CallSubject, { container }: AzureSettings): string {
  return key === undefined
    ? `Cannot ${what} the container ${container}`
    : `Cannot ${what} ${quoteKey(key)} in the container ${container}`
}
