import { nextHistoryOperation, type Past } from './history-operations.ts'
import { applyToLane, EMPTY_LANE, type LaneState } from './lane-state.ts'
import { type Files, nextOperation, type Operation, type OperationStyle } from './operations.ts'
import { createRandom, type Random } from './random.ts'

/** How many of 100 operations work on the history, where there is one. */
const HISTORY_SHARE = 35

/** What a writing process is told; all that it does follows from it. */
export interface WriterPlan {
  readonly folder: string
  readonly inlineMaxBytes: number
  readonly seed: number
  /** The folder in the tree that the run keeps to, such as `/run-1`. */
  readonly root: string
  /** Sequences of operations that run beside each other, each in a directory of its own. */
  readonly lanes: number
  /** Operations of each lane, if nothing kills the process before. */
  readonly operations: number
  /** How many of 100 streams are too long for memory. */
  readonly longStreams: number
  /** With it, operations on the history are among the others. */
  readonly past?: Past | undefined
  /** `PRAGMA synchronous` of the store; default `full`. */
  readonly durability?: 'full' | 'normal' | undefined
  /** Where the process notes each completed call. */
  readonly journal: string
  /** Where it kills itself. */
  readonly kill?: KillPoint | undefined
  /** Or at which call to the system. */
  readonly killAtCall?: SystemKillPoint | undefined
}

/** A function of `node:fs`, or `sqlite` and the first word of a statement, at its nth call (1 and up). */
export interface SystemKillPoint {
  readonly call: string
  readonly when: 'before' | 'after'
  readonly nth: number
}

/** A named step of the write protocol, at its nth time (1 and up). */
export interface KillPoint {
  readonly step: string
  readonly nth: number
}

/** The directory of a lane. */
export function laneRoot(plan: Pick<WriterPlan, 'root'>, lane: number): string {
  return `${plan.root}/lane-${lane}`
}

/** One operation of a lane and the files after it. */
export interface Step {
  readonly operation: Operation
  readonly after: Files
}

/** What decides the operations of a lane. */
export type LanePlan = Pick<WriterPlan, 'root' | 'seed' | 'operations' | 'longStreams' | 'past'>

/** The operations of a lane, one by one, as the process makes them and as the test checks them. */
export function* laneSteps(plan: LanePlan, lane: number): Iterable<Step> {
  const random = createRandom(plan.seed * 31 + lane)
  const style = { root: laneRoot(plan, lane), longStreams: plan.longStreams }
  let state = EMPTY_LANE
  for (let index = 0; index < plan.operations; index++) {
    const operation = nextOf(plan.past, random, style, index, state)
    state = applyToLane(state, operation, style.root)
    yield { operation, after: state.files }
  }
}

function nextOf(
  past: Past | undefined,
  random: Random,
  style: OperationStyle,
  index: number,
  state: LaneState,
): Operation {
  if (past !== undefined && random.below(100) < HISTORY_SHARE) {
    const operation = nextHistoryOperation(random, past, style.root, index, state)
    if (operation !== undefined) return operation
  }
  return nextOperation(random, style, index, state.files)
}
