import { isNexusError, NexusError } from '../../errors/index.ts'
import type { Intent, MappedChange, Outcome, Settled } from './ledger.ts'
import type { MappedContext } from './mapped-context.ts'

/** What came of changing objects. */
export interface Changed extends Outcome {
  /** Why some of them were not changed; the others are settled first. */
  readonly failure?: unknown
}

/** A change that is written down as made. */
export interface Made {
  readonly settled: Settled
  readonly outcome: Outcome
}

/** Refusals of a provider or of core, after which nothing was changed. */
const REFUSALS = new Set<string>([
  'ALREADY_EXISTS',
  'ARCHIVED',
  'BACKEND_DENIED',
  'BUCKET_NOT_FOUND',
  'CONFLICT',
  'CORRUPT',
  'INVALID_ARGUMENT',
  'NO_CREDENTIALS',
  'NO_SPACE',
  'NOT_FOUND',
  'NOT_SUPPORTED',
  'THROTTLED',
  'TOO_LARGE',
  'WRONG_REGION',
])

/**
 * Changes objects between what the ledger writes down before and after. Where the provider's answer was lost it is
 * looked at what came of it.
 * @throws what `run` throws when nothing was changed, `OUTCOME_UNKNOWN` when nobody can tell.
 */
export async function changeObjects(
  { ledger }: MappedContext,
  change: MappedChange,
  run: () => Promise<Changed>,
): Promise<Made> {
  const intent = await ledger.begin(change)
  let changed: Changed
  try {
    changed = await run()
  } catch (error) {
    if (isRefusal(error)) {
      await ledger.forget(intent)
      throw error
    }
    const made = await resolved(ledger, intent, error)
    if (made === undefined) throw error
    return made
  }
  const { left, done, failure } = changed
  const outcome = { left, done }
  const settled = await ledger.settle(intent, outcome)
  if (failure !== undefined) throw failure
  return { settled, outcome }
}

/** Whether nothing was changed; what is no error of ours comes from the bytes that were to be sent. */
function isRefusal(error: unknown): boolean {
  return !isNexusError(error) || REFUSALS.has(error.code)
}

/** What became of a change whose answer was lost; `undefined` when it was not made. */
async function resolved(
  ledger: MappedContext['ledger'],
  intent: Intent,
  cause: unknown,
): Promise<Made | undefined> {
  try {
    const answer = await ledger.resolveOne(intent)
    if (answer.kind === 'settled') return answer
    if (answer.kind === 'forgotten') return undefined
    throw outcomeUnknown(intent, answer.reason, cause)
  } catch (error) {
    if (isNexusError(error, 'OUTCOME_UNKNOWN')) throw error
    throw outcomeUnknown(intent, 'The backend cannot be asked.', cause)
  }
}

function outcomeUnknown({ id, change }: Intent, reason: string, cause: unknown): NexusError {
  const { path, type } = change.operation
  return new NexusError(
    'OUTCOME_UNKNOWN',
    `Whether the ${type} of ${path} was made is unknown: the backend did not answer. ${reason}`,
    {
      path,
      operationId: id,
      cause,
      hint: 'It is written down and looked at again when the mount is opened next. Look at the file before doing it anew.',
    },
  )
}
