import { NexusError } from '../../errors/index.ts'
import { throwIfAborted } from '../../kit/index.ts'
import type {
  CommitResult,
  MetadataStore,
  Mutation,
  OperationDraft,
  Precondition,
  StructuralProblem,
} from '../../spec/index.ts'

/** How often a change is planned before it gives up. */
const ATTEMPTS = 8

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
}

/**
 * Plans, commits, and plans again when what was seen has changed meanwhile, at most 8 times.
 * @throws what the plan's guards say, `BUSY` when others always came first.
 */
export async function commitPlanned(
  store: MetadataStore,
  commit: PlannedCommit,
  plan: () => Promise<Plan>,
): Promise<Committed> {
  const { space, operations, signal } = commit
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { guards, mutations, refuse } = await plan()
    throwIfAborted(signal)
    const preconditions = guards.map((guard) => guard.condition)
    const result = await store.commit({ space, operations, preconditions, mutations })
    if (result.ok) return result
    if (result.failed === 'precondition') {
      const error = await guards[result.index]?.lost?.()
      if (error !== undefined) throw error
    } else {
      const error = refuse?.(result.problem, result.index)
      if (error !== undefined) throw error
    }
  }
  throw new NexusError(
    'BUSY',
    `${commit.path} was changed by others ${ATTEMPTS} times while this change was made.`,
    {
      path: commit.path,
      hint: 'Try again.',
    },
  )
}
