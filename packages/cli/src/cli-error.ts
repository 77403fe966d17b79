import type { ErrorCode } from '@nexusfs/core'

/** A failure that the command line itself found. It has the shape of a `NexusError` without loading the engine. */
export class CliError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly exitCode: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    details: { hint?: string | undefined; exitCode?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'CliError'
    this.code = code
    this.hint = details.hint
    this.exitCode = details.exitCode
  }
}

/** A command line that cannot be understood. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError('INVALID_ARGUMENT', message, { hint, exitCode: 2 })
}
