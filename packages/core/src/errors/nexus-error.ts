import type { ErrorCode } from './codes.ts'

const BRAND = Symbol.for('nexusfs.error')

/** Members of a {@link NexusError} besides code and message. */
export interface ErrorDetails {
  /** The virtual path that was asked for. */
  readonly path?: string | undefined
  /** What to do next, as one sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
  /** `CONFLICT`: the etag that is there now. */
  readonly etag?: string | undefined
  /** `OUTCOME_UNKNOWN`: the operation whose outcome is unknown. */
  readonly operationId?: string | undefined
}

/** The one error of Nexus: a stable `code` to act on, a message for people, and the next step as `hint`. */
export class NexusError extends Error {
  readonly code: ErrorCode
  declare readonly path?: string
  declare readonly hint?: string
  declare readonly etag?: string
  declare readonly operationId?: string
  readonly [BRAND] = true

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'NexusError'
    this.code = code
    if (details.path !== undefined) this.path = details.path
    if (details.hint !== undefined) this.hint = details.hint
    if (details.etag !== undefined) this.etag = details.etag
    if (details.operationId !== undefined) this.operationId = details.operationId
  }

  /** Code, message, path and hint; never the cause, which may quote a provider. */
  toJSON(): {
    code: ErrorCode
    message: string
    path?: string
    hint?: string
    etag?: string
    operationId?: string
  } {
    const { code, message, path, hint, etag, operationId } = this
    return {
      code,
      message,
      ...(path !== undefined && { path }),
      ...(hint !== undefined && { hint }),
      ...(etag !== undefined && { etag }),
      ...(operationId !== undefined && { operationId }),
    }
  }
}

/** Tells a {@link NexusError}, also one made by another installed copy of core; optionally with a given code. */
export function isNexusError(error: unknown, code?: ErrorCode): error is NexusError {
  if (typeof error !== 'object' || error === null || !(BRAND in error)) return false
  return code === undefined || (error as NexusError).code === code
}

/** The error with the virtual path that was asked for, where it does not name one yet; others as they are. */
export function withPath(error: unknown, path: unknown): unknown {
  if (!isNexusError(error) || error.path !== undefined || typeof path !== 'string') return error
  const { code, message, hint, etag, operationId } = error
  return new NexusError(code, message, { path, hint, etag, operationId, cause: error })
}
