import type { Id } from '../spec/index.ts'

/**
 * What is wrong with the log: a row was changed, is missing, was added, or stands in another's place; the end was cut
 * off; states that an operation made were changed; a seal is missing or was changed.
 */
export interface LogProblem {
  readonly kind: 'changed' | 'missing' | 'added' | 'moved' | 'truncated' | 'effects' | 'seal'
  /** As far as it is known: a missing row names none. */
  readonly operationId?: Id | undefined
  readonly message: string
}

/** Answer of a verification of the log. */
export interface LogVerification {
  readonly ok: boolean
  /** Sealed operations. */
  readonly count: number
  /** The chain hash after the last one, to be kept elsewhere; 64 zeros for an empty log. */
  readonly head: string
  /** In the order of the log, at most 1,000; then those of the end. */
  readonly problems: readonly LogProblem[]
}

/** A count and a chain hash that were kept elsewhere. */
export interface LogExpectation {
  readonly count: number
  readonly head: string
}
