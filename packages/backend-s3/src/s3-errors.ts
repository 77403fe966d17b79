import {
  alreadyExists,
  isNexusError,
  keyConflict,
  keyNotFound,
  NexusError,
  quoteKey,
  stoppedError,
} from '@nexusfs/core/kit'
import { regionInAnswer } from './region.ts'
import type { CallSubject } from './session.ts'
import type { S3Settings } from './settings.ts'
import { type Place, TRANSLATIONS, type Translation } from './translations.ts'
import { withoutSecrets } from './without-secrets.ts'

/** What the translation of an error needs to know. */
export interface ErrorContext extends CallSubject {
  readonly settings: S3Settings
  readonly region: string | undefined
  /** Credentials in use. */
  readonly secrets: readonly string[]
}

/** What the SDK throws, as far as it is looked at. */
interface SdkError {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

const NETWORK =
  /^(EAI_AGAIN|ECONN(ABORTED|REFUSED|RESET)|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|EPROTO|ETIMEDOUT|(ERR_TLS|CERT|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO).*)$/

/** What the SDK threw, as a {@link NexusError}; one that is one already stays. Cause and message hold no credential. */
export function s3Error(error: unknown, context: ErrorContext): NexusError {
  if (isNexusError(error)) return error
  const { signal } = context
  if (signal?.aborted === true) return stoppedError(signal)
  const cause = harmless(error, context.secrets)
  const own = ofCondition(error, context, cause) ?? ofRegion(error, context, cause)
  return own ?? translated(error, context, cause)
}

/** The code that S3 gave, or the status where an answer had no body. */
export function codeOf(error: unknown): string {
  const { name, code } = (error ?? {}) as SdkError
  const known = typeof name === 'string' && name in TRANSLATIONS
  return known || typeof code !== 'string' ? String(name) : code
}

/** The HTTP status of an answer. */
export function statusOf(error: unknown): number | undefined {
  return ((error ?? {}) as SdkError).$metadata?.httpStatusCode
}

/** Whether an answer without a body, or with its usual name, says that something is not there. */
export function isPlainNotFound(error: unknown): boolean {
  const { name } = (error ?? {}) as SdkError
  if (name === 'NoSuchBucket') return false
  return statusOf(error) === 404
}

function ofCondition(error: unknown, context: ErrorContext, cause: Error): NexusError | undefined {
  const { condition, key } = context
  const status = statusOf(error)
  const code = codeOf(error)
  if (condition === 'absent' && (status === 412 || code === 'PreconditionFailed'))
    return alreadyExists(key, cause)
  const changed = status === 412 || code === 'PreconditionFailed'
  // If-Match on an absent key.
  const absent = code === 'NoSuchKey'
  if (condition !== 'match' || !(changed || absent)) return undefined
  return keyConflict(key, { found: changed ? undefined : 'it is absent', cause })
}

function ofRegion(error: unknown, context: ErrorContext, cause: Error): NexusError | undefined {
  const status = statusOf(error)
  const right = regionInAnswer(error)
  const code = codeOf(error)
  const named =
    /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|AuthorizationQueryParametersError)$/.test(
      code,
    ) || status === 301
  const elsewhere = right !== undefined && right !== context.region
  if (!elsewhere && !(named && code !== 'AuthorizationHeaderMalformed')) return undefined
  if (!named && status !== 400) return undefined
  const { bucket } = context.settings
  return new NexusError(
    'WRONG_REGION',
    `Bucket ${bucket} is not in region ${context.region ?? 'asked'}${elsewhere ? ` but in ${right}` : ''}.`,
    {
      hint: elsewhere
        ? `Set region_name: ${right}.`
        : `Set region_name to what \`aws s3api get-bucket-location --bucket ${bucket}\` says.`,
      cause,
    },
  )
}

function translated(error: unknown, context: ErrorContext, cause: Error): NexusError {
  const { what, key, settings, region } = context
  const { code, found, hint } = translationOf(error)
  const { bucket, endpoint, profile } = settings
  const place: Place = {
    bucket,
    key: settings.prefix + key,
    region: region ?? 'us-east-1',
    host: endpoint === undefined ? 'Amazon S3' : new URL(endpoint).host,
    flags: [
      endpoint === undefined ? '' : ` --endpoint-url ${endpoint}`,
      profile === undefined ? '' : ` --profile ${profile}`,
    ].join(''),
  }
  if (code === 'NOT_FOUND') return keyNotFound(key, cause)
  const subject = key === '' ? `bucket ${bucket}` : quoteKey(key)
  return new NexusError(code, `Cannot ${what} ${subject}: ${found(place)}.`, {
    hint: hint(place),
    cause,
  })
}

function translationOf(error: unknown): Translation {
  const { name, code } = (error ?? {}) as SdkError
  const known = TRANSLATIONS[String(name)] ?? TRANSLATIONS[String(code)]
  if (known !== undefined) return known
  if (NETWORK.test(String(code)) || name === 'TimeoutError') return TRANSLATIONS.Unreachable
  const status = statusOf(error)
  if (status === undefined) return TRANSLATIONS.Unknown
  if (status >= 500 && status !== 501) return TRANSLATIONS.ServiceUnavailable
  return (
    TRANSLATIONS[`Status${status}`] ?? {
      ...TRANSLATIONS.Unknown,
      found: () => `the server answered ${status} ${String(name)}`,
    }
  )
}

/** A new error with what helps to understand: the SDK's own one holds the request, signature and credentials included. */
function harmless(error: unknown, secrets: readonly string[]): Error {
  const { name, message, code, $metadata } = (error ?? {}) as SdkError
  const plain = new Error(withoutSecrets(String(message ?? error), secrets))
  plain.name = String(name ?? 'Error')
  delete plain.stack
  return Object.assign(plain, {
    ...(typeof code === 'string' && { code }),
    ...($metadata?.httpStatusCode !== undefined && { status: $metadata.httpStatusCode }),
    ...($metadata?.requestId !== undefined && { requestId: $metadata.requestId }),
  })
}
