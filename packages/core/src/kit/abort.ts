import { NexusError } from '../errors/index.ts'

/** The `ABORTED` of a signal, with its reason as cause. */
export function abortedError(signal: AbortSignal | undefined): NexusError {
  return new NexusError('ABORTED', 'The call was stopped by its signal.', {
    hint: 'Call again without aborting; nothing half-done is visible.',
    cause: signal?.reason,
  })
}

/** Ends a call whose signal was raised. @throws `ABORTED`. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal)
}
