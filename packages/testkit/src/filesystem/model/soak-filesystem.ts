import { isNexusError, type NexusOptions } from '@nexusfs/core'
import { seededRandom } from '../../store/random-batches.ts'
import type { FilesystemCreateOptions, OpenedFilesystem } from '../target.ts'
import type { Step } from './call.ts'
import { randomSteps } from './random-steps.ts'
import { type RunOptions, runSteps } from './run-steps.ts'
import { shrink } from './shrink.ts'

/** What {@link soakFilesystem} opens. */
export interface FilesystemSoakTarget {
  readonly name: string
  /** Opens an empty filesystem; the options go to `createNexus`. */
  create(
    options: FilesystemCreateOptions &
      Pick<NexusOptions, 'retention' | 'gc' | 'gcGrace' | 'gcDelay'>,
  ): Promise<OpenedFilesystem>
}

/** Options of {@link soakFilesystem}. */
export interface FilesystemSoakOptions {
  /** Of the first sequence; each next one has the next seed. */
  readonly seed: number
  /** How many sequences are run, each on a filesystem of its own. */
  readonly sequences: number
  /** Calls in a sequence. Default 30. */
  readonly steps?: number | undefined
}

/** Tries at a shorter sequence; each opens a filesystem. */
const MOST_TRIES = 300

/**
 * Makes random calls of every kind, by several handles, on a filesystem and on a plain model of it, and compares the two
 * after each: answers and errors, tree, content, attributes, versions, log, past states, undo and redo, across
 * reopening and garbage collection. In the end log and content are checked. A failure names its seed and the
 * shortest sequence of calls that was found to fail too.
 */
export async function soakFilesystem(
  target: FilesystemSoakTarget,
  { seed, sequences, steps = 30 }: FilesystemSoakOptions,
): Promise<void> {
  for (let index = 0; index < sequences; index++) {
    const own = (seed + index) % 2 ** 31
    const options = { seed: own, isForgetful: own % 3 === 0 }
    const calls = randomSteps(seededRandom(own), steps)
    const failure = await failureOf(target, calls, options)
    if (failure !== undefined) throw await explained(target, calls, options, failure)
  }
}

async function failureOf(
  target: FilesystemSoakTarget,
  steps: readonly Step[],
  options: RunOptions,
): Promise<Error | undefined> {
  const retention = options.isForgetful ? { retention: 0 } : {}
  const opened = await target.create({ gc: 'manual', gcGrace: 0, gcDelay: 0, ...retention })
  try {
    await runSteps(opened, steps, options)
    return undefined
  } catch (error) {
    return error instanceof Error || isNexusError(error) ? error : new Error(String(error))
  } finally {
    await opened.close()
  }
}

async function explained(
  target: FilesystemSoakTarget,
  calls: readonly Step[],
  options: RunOptions,
  first: Error,
): Promise<Error> {
  let failure = first
  let tries = 0
  const fails = async (steps: readonly Step[]) => {
    if (++tries > MOST_TRIES) return false
    const found = await failureOf(target, steps, options)
    failure = found ?? failure
    return found !== undefined
  }
  const shortest = await shrink(calls, fails)
  const lines = shortest.map((step) => JSON.stringify(step))
  return new Error(
    `${target.name}, seed ${options.seed}: ${failure.message}\nThe shortest sequence that fails:\n${lines.join('\n')}`,
    { cause: failure },
  )
}
