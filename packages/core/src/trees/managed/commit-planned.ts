import { setTimeout as wait } from 'node:timers/promises'
import { isNexusError, NexusError } from '../../errors/index.ts'
import { throwIfAborted } from '../../kit/index.ts'
import type {
  Batch,
  CommitResult,
  Mutation,
  OperationDraft,
  Precondition,
  StructuralProblem,
} from '../../spec/index.ts'
import type { TreeContext } from './context.ts'

/** How often a change is planned before it gives up. */
const ATTEMPTS = 8
/** The same for a change that only holds while its file is as it was read, which every other change of it upsets. */
export const ATTEMPTS_ON_CONTENT = 40
/** Milliseconds of the longest pause between two attempts. */
const LONGEST_PAUSE_MS = 20
/** How often a commit is sent whose answer was lost. */
const SENDINGS = 3

/** A condition of a plan. `lost` makes the caller's error; without it the change is planned again. */
export interface Guard {
  readonly condition: Precondition
  readonly lost?: (() => NexusError | Promise<NexusError>) | undefined
}

/** A change as planned from what was seen. */
export interface Plan {
  readonly guards: readonly Guard[]
  readonly mutations: readonly Mutation[]
  /** The error for a structural problem that planning again would not solve. */
  readonly refuse?:
    | ((problem: StructuralProblem, index: number) => NexusError | undefined)
    | undefined
}

/** A commit that went through. */
export type Committed = Extract<CommitResult, { ok: true }>

/** What a planned change is committed with. */
export interface PlannedCommit {
  readonly space: string
  readonly operations: readonly OperationDraft[]
  readonly path: string
  readonly signal?: AbortSignal | undefined
  /** By default 8. */
  readonly attempts?: number | undefined
}

/**
 * Plans, commits, and plans again when what was seen has changed meanwhile.
 * @throws what the plan's guards say, `BUSY` when others always came first, `OUTCOME_UNKNOWN`.
 */
export async function commitPlanned(
  context: TreeContext,
  commit: PlannedCommit,
  plan: () => Promise<Plan>,
): Promise<Committed> {
  const { space, operations, signal, path, attempts = ATTEMPTS } = commit
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await pauseBefore(context, attempt)
    const { guards, mutations, refuse } = await plan()
    throwIfAborted(signal)
    const preconditions = guards.map((guard) => guard.condition)
    const result = await sendBatch(context, { space, operations, preconditions, mutations }, path)
    if (result.ok) return result
    const error =
      result.failed === 'precondition'
        ? await guards[result.index]?.lost?.()
        : refuse?.(result.problem, result.index)
    if (error !== undefined) throw error
  }
  throw new NexusError(
    'BUSY',
    `${path} was changed by others ${attempts} times while this change was made.`,
    { path, hint: 'Try again.' },
  )
}

/** Lets others go on before an attempt; at random, so that two who meet do not meet for ever. */
export async function pauseBefore({ random }: TreeContext, attempt: number): Promise<void> {
  if (attempt > 2) await wait(random() * Math.min(2 ** (attempt - 2), LONGEST_PAUSE_MS))
}

/** Sends a batch; where the answer is lost it is sent again, which gives the first answer if it had gone through. */
export async function sendBatch(
  { store, noteChange }: Pick<TreeContext, 'store' | 'noteChange'>,
  batch: Batch,
  path: string,
): Promise<CommitResult> {
  let lost = false
  for (let sending = 1; ; sending++) {
    try {
      return await store.commit(batch)
    } catch (error) {
      lost ||= isNexusError(error, 'OUTCOME_UNKNOWN') || isNexusError(error, 'TIMEOUT')
      if (!lost) throw error
      if (sending === SENDINGS) throw outcomeUnknown(error, batch, path)
    } finally {
      noteChange(batch.space)
    }
  }
}

function outcomeUnknown(cause: unknown, { operations }: Batch, path: string): NexusError {
  const operationId = operations[0]?.id
  return new NexusError(
    'OUTCOME_UNKNOWN',
    `Whether the change of ${path} was made is unknown: the store did not answer.`,
    {
      path,
      operationId,
      cause,
      hint: `Look for operation ${operationId} in the log once the store answers again, before doing it anew.`,
    },
  )
}
