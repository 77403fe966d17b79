import { applyOperation, type Files, nextOperation, type Operation } from './operations.ts'
import { createRandom } from './random.ts'

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

/** The operations of a lane, one by one, as the process makes them and as the test checks them. */
export function* laneSteps(
  plan: Pick<WriterPlan, 'root' | 'seed' | 'operations' | 'longStreams'>,
  lane: number,
): Iterable<Step> {
  const random = createRandom(plan.seed * 31 + lane)
  const style = { root: laneRoot(plan, lane), longStreams: plan.longStreams }
  let files: Files = new Map()
  for (let index = 0; index < plan.operations; index++) {
    const operation = nextOperation(random, style, index, files)
    files = applyOperation(files, operation)
    yield { operation, after: files }
  }
}
