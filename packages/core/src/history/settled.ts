import { setTimeout as wait } from 'node:timers/promises'
import { NexusError } from '../errors/index.ts'
import { abortedError, throwIfAborted } from '../kit/index.ts'
import type { MetadataStore, Sequence } from '../spec/index.ts'

/** Milliseconds that a read of the past waits for commits under way. */
const PATIENCE_MS = 10_000
/** Milliseconds of the longest pause between two looks. */
const LONGEST_PAUSE_MS = 50

/**
 * Waits until nothing can appear any more up to a sequence.
 * @throws `UNAVAILABLE` when a commit under way holds it up for ten seconds, `ABORTED`.
 */
export async function waitUntilSettled(
  store: MetadataStore,
  sequence: Sequence,
  signal?: AbortSignal,
): Promise<void> {
  let settled = await store.settled()
  for (let waited = 0, pause = 1; settled < sequence; ) {
    if (waited >= PATIENCE_MS) throw stalled(sequence, settled)
    await wait(pause, undefined, { signal }).catch(() => {
      throw abortedError(signal)
    })
    throwIfAborted(signal)
    waited += pause
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    settled = await store.settled()
  }
}

function stalled(sequence: Sequence, settled: Sequence): NexusError {
  return new NexusError(
    'UNAVAILABLE',
    `The past up to operation number ${sequence} is not settled: a commit after number ${settled} is still open.`,
    { hint: 'End the transaction that is open in the store, or wait for it, and ask again.' },
  )
}
