import assert from 'node:assert/strict'
import { isNexusError, type Nexus } from '@nexusfs/core'
import { seededRandom } from '../../store/random-batches.ts'
import type { OpenedFilesystem } from '../target.ts'
import { checkPreview, checkUndo } from './answers.ts'
import type { ModelCall, Step } from './call.ts'
import { FilesystemModel, type Prediction } from './model.ts'
import { Observer } from './observer.ts'
import { effectsOf } from './operation.ts'
import { badCall, type Performed, perform } from './perform.ts'
import { AGENTS } from './random-steps.ts'
import { Refused } from './refused.ts'

/** How a sequence is run. */
export interface RunOptions {
  readonly seed: number
  /** Past states go with each collection. */
  readonly isForgetful: boolean
}

/** A filesystem and its model side by side. */
class Run {
  readonly #opened: OpenedFilesystem
  readonly #options: RunOptions
  readonly #model = new FilesystemModel()
  readonly #observer: Observer
  readonly #random: () => number
  #nx: Nexus

  constructor(opened: OpenedFilesystem, options: RunOptions) {
    this.#opened = opened
    this.#options = options
    this.#nx = opened.nexus
    this.#random = seededRandom(options.seed)
    this.#observer = new Observer(this.#model, this.#random)
  }

  async step({ agent, call }: Step): Promise<void> {
    if (call.kind === 'reopen') this.#nx = (await this.#opened.reopen?.()) ?? this.#nx
    else if (call.kind === 'collect') await this.#collect()
    else await this.#call(agent, call)
    await this.#observer.checkNow(this.#nx)
    if (this.#random() < 0.3) await this.#observer.checkPast(this.#nx)
  }

  async finish(): Promise<void> {
    const [nx, observer] = [this.#nx, this.#observer]
    for (let look = 0; look < 4; look++) await observer.checkPast(nx)
    await observer.checkLog(nx)
    const verification = await nx.operations.verify()
    assert.deepEqual(verification.problems, [], 'the log is sound')
    assert.equal(verification.count, this.#model.log.length, 'operations that were verified')
    const { problems } = await nx.content.fsck({ deep: true })
    assert.deepEqual(problems, [], 'store and backend agree')
  }

  async #collect(): Promise<void> {
    await this.#nx.content.gc({ apply: true })
    if (this.#options.isForgetful) this.#model.horizon = this.#model.log.length
  }

  async #call(
    agent: number,
    call: Exclude<ModelCall, { readonly kind: 'reopen' | 'collect' }>,
  ): Promise<void> {
    const actor = AGENTS[agent % AGENTS.length] ?? AGENTS[0]
    const nx =
      actor.user === undefined ? this.#nx : this.#nx.as({ userId: actor.user, run: actor.run })
    const model = this.#model
    const before = model.tree
    const asked = copyOf(model)
    const predicted = predict(() => model.call(actor, call), call)
    if (predicted === undefined) return
    const performed = await perform(nx, asked, call).catch((error: unknown) => {
      if (!isNexusError(error)) throw error
      return error
    })
    if (isNexusError(performed) || predicted instanceof Refused) {
      checkRefusal(performed, predicted)
      return
    }
    assert.equal(performed.ids.length, predicted.logged.length, 'operations that were logged')
    for (const [index, operation] of predicted.logged.entries()) {
      operation.id = performed.ids[index]
      const time = performed.times?.[index]
      for (const { after } of time === undefined ? [] : effectsOf(operation))
        if (after.type === 'file') after.content.value.modifiedAt ??= time
    }
    if (performed.undo && predicted.undo) checkUndo(performed.undo, predicted.undo, before)
    if (performed.restore && predicted.change) checkPreview(performed.restore, predicted.change)
  }
}

/** Makes all steps on an empty filesystem, and compares it with the model after each. A failure names the step. */
export async function runSteps(
  opened: OpenedFilesystem,
  steps: readonly Step[],
  options: RunOptions,
): Promise<void> {
  const run = new Run(opened, options)
  for (const [index, step] of steps.entries())
    await run.step(step).catch((cause: unknown) => {
      throw new Error(`step ${index + 1}, ${JSON.stringify(step)}: ${messageOf(cause)}`, { cause })
    })
  await run.finish()
}

function predict(
  call: () => Prediction | undefined,
  { kind, ...rest }: ModelCall,
): Prediction | Refused | undefined {
  if (kind === 'bad' && 'index' in rest) return new Refused(...badCall(rest.index)[0])
  try {
    return call()
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}

function checkRefusal(performed: unknown, predicted: Prediction | Refused | Performed): void {
  if (!(predicted instanceof Refused))
    throw new Error(`It was refused, though it is possible: ${messageOf(performed)}`, {
      cause: performed,
    })
  assert.ok(isNexusError(performed), `It was done, though it is ${predicted.message}.`)
  assert.ok(
    predicted.codes.includes(performed.code),
    `It was refused with ${performed.code}, not ${predicted.message}: ${performed.message}`,
  )
}

/** The model as the call finds it: what is counted back is counted from there. */
function copyOf(model: FilesystemModel): FilesystemModel {
  const copy = new FilesystemModel()
  copy.log.push(...model.log)
  copy.tree = model.tree
  copy.horizon = model.horizon
  return copy
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
