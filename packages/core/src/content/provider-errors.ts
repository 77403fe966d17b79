import { isNexusError, NexusError } from '../errors/index.ts'
import { abortedError } from '../kit/abort.ts'

const NETWORK_CODES: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
])

/** Codes after which the same call may work. */
const PASSING_CODES: ReadonlySet<unknown> = new Set(['BUSY', 'UNAVAILABLE', 'TIMEOUT', 'THROTTLED'])

/** Whether the same call may work a moment later. */
export function isPassing(error: NexusError): boolean {
  return PASSING_CODES.has(error.code)
}

/** Whether the call may have had its effect although it failed. */
export function isAmbiguous(error: NexusError): boolean {
  return error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT'
}

/**
 * What a driver threw as a {@link NexusError}: its own pass as they are, an abort is `ABORTED`, a lost
 * connection `UNAVAILABLE`, everything else `INTERNAL`. The message never quotes the cause.
 */
export function providerError(
  error: unknown,
  call: { readonly type: string; readonly method: string },
  signal: AbortSignal | undefined,
): NexusError {
  if (isNexusError(error)) return error
  if (signal?.aborted === true) return abortedError(signal)
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  if (NETWORK_CODES.has(code) || name === 'TimeoutError') {
    return new NexusError(
      'UNAVAILABLE',
      `The ${call.type} backend cannot be reached (${call.method}).`,
      {
        hint: 'Check the network and the endpoint, then try again.',
        cause: error,
      },
    )
  }
  return new NexusError('INTERNAL', `The ${call.type} backend failed in ${call.method}.`, {
    hint: 'The cause says what the driver threw; report it to the author of the backend.',
    cause: error,
  })
}

/** The `OUTCOME_UNKNOWN` of a conditional call that was repeated and then found its condition broken. */
export function outcomeUnknown(
  call: { readonly type: string; readonly method: string },
  cause: NexusError,
): NexusError {
  return new NexusError(
    'OUTCOME_UNKNOWN',
    `The answer to ${call.method} of the ${call.type} backend was lost, and the repeated call found the condition broken.`,
    {
      hint: 'Read the object to see whether the first call had its effect.',
      cause,
      etag: cause.etag,
    },
  )
}

/** The `PLUGIN_CONTRACT` of a driver that does what the contract rules out. */
export function contractBroken(type: string, what: string): NexusError {
  return new NexusError('PLUGIN_CONTRACT', `The ${type} backend breaks its contract: ${what}.`, {
    hint: 'Report it to the author of the backend.',
  })
}
