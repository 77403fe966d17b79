import {
  isNexusError,
  keyNotFound,
  lostCondition,
  NexusError,
  quoteKey,
  stoppedError,
} from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'
import { type Explanation, explain } from './explanations.ts'
import { withoutSecrets } from './secrets.ts'
import type { GcsSettings } from './settings.ts'

/** What a call was about, for the message and for what a status means. */
export interface CallSubject {
  /** `read`, `write`: what could not be done. */
  readonly what: string
  /** The object, without the backend's prefix; `undefined` for calls of the bucket. */
  readonly key?: string | undefined
  readonly precondition?: ObjectPrecondition | undefined
}

/** What the provider said, without what is secret. */
export interface ProviderSaid {
  readonly status: number
  /** `forbidden`, `rateLimitExceeded`, `NoSuchBucket`; empty when it gave none. */
  readonly reason: string
  readonly message: string
}

/** An answer that is no success, as a `NexusError`. */
export function answerError(
  status: number,
  text: string,
  subject: CallSubject,
  settings: GcsSettings,
): NexusError {
  const said = saidIn(status, withoutSecrets(text, settings))
  const cause = causeOf(`${status} ${said.reason} ${said.message}`.trim())
  const { key, precondition } = subject
  if (status === 412 && precondition !== undefined)
    return lostCondition(key ?? '', precondition, { cause })
  // Whoever names an object must not choose what its error means.
  const explanation = explain(withoutName(said, subject, settings), settings)
  if (explanation === undefined && status === 404) {
    // A write needs nothing but the bucket, also where an endpoint does not say what is missing.
    if (key !== undefined && subject.what !== 'write') return keyNotFound(key, cause)
    return bucketMissing(subject, settings, cause)
  }
  if (explanation?.code === 'BUCKET_NOT_FOUND') return bucketMissing(subject, settings, cause)
  return failure(subject, settings, explanation ?? unknownAnswer(status), cause)
}

/** What was thrown in place of an answer: by the network, by the SDK's search for credentials, or by a signal. */
export function thrownError(
  error: unknown,
  subject: CallSubject,
  settings: GcsSettings,
  signal: AbortSignal | undefined,
): NexusError {
  if (isNexusError(error)) return error
  if (signal?.aborted === true) return stoppedError(signal)
  const said = saidBy(error, settings)
  return failure(subject, settings, explain(said, settings) ?? UNREACHABLE, causeOf(said.message))
}

/** The `BUCKET_NOT_FOUND` of a bucket. */
function bucketMissing(subject: CallSubject, { bucket }: GcsSettings, cause: unknown): NexusError {
  return new NexusError(
    'BUCKET_NOT_FOUND',
    `Cannot ${subject.what}: there is no bucket ${bucket}.`,
    {
      hint: `Check the name, or make it: gcloud storage buckets create gs://${bucket}`,
      cause,
    },
  )
}

function failure(
  { what, key }: CallSubject,
  { bucket }: GcsSettings,
  { code, found, hint }: Explanation,
  cause: unknown,
): NexusError {
  const where = key === undefined ? `bucket ${bucket}` : `${quoteKey(key)} in bucket ${bucket}`
  return new NexusError(code, `Cannot ${what} ${where}: ${found}.`, { hint, cause })
}

/** Objects are named after a slash: `bucket/name`, `projects/_/buckets/bucket/objects/name`. */
function withoutName(
  said: ProviderSaid,
  { key }: CallSubject,
  { prefix }: GcsSettings,
): ProviderSaid {
  if (key === undefined) return said
  return { ...said, message: said.message.replaceAll(`/${prefix}${key}`, '/') }
}

/** The provider's words: JSON of the JSON API, XML of the XML API, or plain text of a proxy. */
function saidIn(status: number, text: string): ProviderSaid {
  const xml = /<Code>([^<]*)<\/Code>/.exec(text)?.[1]
  if (xml !== undefined) {
    const details = /<Details>([^<]*)<\/Details>/.exec(text)?.[1] ?? ''
    return {
      status,
      reason: xml,
      message: `${/<Message>([^<]*)</.exec(text)?.[1] ?? ''} ${details}`,
    }
  }
  try {
    const { error } = JSON.parse(text) as { error?: JsonError }
    if (typeof error === 'object' && error !== null)
      return { status, reason: error.errors?.[0]?.reason ?? '', message: error.message ?? '' }
  } catch {
    // Not JSON: said as it is.
  }
  return { status, reason: '', message: text.slice(0, 500) }
}

interface JsonError {
  readonly message?: string
  readonly errors?: readonly { readonly reason?: string }[]
}

/** The SDK's errors quote the request with its headers, so that only words and codes are taken from them. */
function saidBy(error: unknown, settings: GcsSettings): ProviderSaid {
  const { message, code, cause, response } = (error ?? {}) as {
    message?: unknown
    code?: unknown
    cause?: { code?: unknown }
    response?: { status?: unknown; data?: unknown }
  }
  const data = response?.data
  const answered = data === undefined ? '' : typeof data === 'string' ? data : JSON.stringify(data)
  const reason = [code, cause?.code].find((value) => typeof value === 'string') as
    | string
    | undefined
  return {
    status: 0,
    reason: reason ?? '',
    message: withoutSecrets(`${String(message)} ${answered}`.trim(), settings),
  }
}

/** What is kept of the provider's error; it has neither the request nor the answer. */
function causeOf(message: string): Error {
  const cause = new Error(message)
  cause.name = 'GcsError'
  // The stack is that of this file.
  delete cause.stack
  return cause
}

function unknownAnswer(status: number): Explanation {
  return {
    code: 'INTERNAL',
    found: `the answer was ${status}, which was not expected`,
    hint: 'The cause says what Cloud Storage answered.',
  }
}

const UNREACHABLE: Explanation = {
  code: 'UNAVAILABLE',
  found: 'no answer came',
  hint: 'Check the network and api_endpoint; status.cloud.google.com tells of outages.',
}
