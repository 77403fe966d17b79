import { setTimeout as wait } from 'node:timers/promises'
import { isNexusError, throwIfAborted } from '@nexusfs/core/kit'

/** Codes after which the same request may work. */
const PASSING = ['UNAVAILABLE', 'THROTTLED', 'BUSY', 'TIMEOUT'] as const
const ATTEMPTS = 3
const FIRST_PAUSE_MS = 100

/**
 * Sends what may be sent twice up to three times, with pauses that double: parts, whose source cannot be read again
 * for the sake of one of them. Everything else is repeated by core.
 */
export async function repeated<Result>(
  run: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === ATTEMPTS || !PASSING.some((code) => isNexusError(error, code))) throw error
    }
    throwIfAborted(signal)
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)
    await wait(pause, undefined, { signal }).catch(() => throwIfAborted(signal))
  }
}
