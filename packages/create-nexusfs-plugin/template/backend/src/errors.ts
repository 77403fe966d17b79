import { isNexusError, NexusError } from '@nexusfs/core/kit'

/**
 * Translates what the client throws, in this one place. Give each situation that asks for another action the code that
 * says so: `BACKEND_DENIED`, `NO_CREDENTIALS`, `NO_SPACE`, `BUSY`, `THROTTLED`, `TIMEOUT`. Nexus retries `BUSY`,
 * `THROTTLED` and `UNAVAILABLE`. Say what was asked, what was found and what to do, and no credential.
 */
export function clientError(error: unknown, what: string, key: string): NexusError {
  if (isNexusError(error)) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new NexusError('UNAVAILABLE', `Cannot ${what} ${JSON.stringify(key)}: ${reason}`, {
    cause: error,
    hint: 'Try again; `nexus doctor` shows what is wrong.',
  })
}
