import { isNexusError, NexusError } from '../errors/index.ts'

/** The `ABORTED` of a signal, with its reason as cause. */
export function abortedError(signal: AbortSignal | undefined): NexusError {
  return new NexusError('ABORTED', 'The call was stopped by its signal.', {
    hint: 'Call again without aborting; nothing half-done is visible.',
    cause: signal?.reason,
  })
}

/** What a call that its signal stopped ends with: the `NexusError` that the signal was raised with, such as a `TIMEOUT`, else `ABORTED`. */
export function stoppedError(signal: AbortSignal | undefined): NexusError {
  return isNexusError(signal?.reason) ? signal.reason : abortedError(signal)
}

/** Ends a call whose signal was raised. @throws `ABORTED`. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal)
}
