import { randomUUID } from 'node:crypto'
import { type Backend, type Bucket, createBucket, isNexusError, NexusError } from '@nexusfs/core'
import { PROBE_CASES, type ProbeCase, ProbeFailure, type ProbeWorld } from './probe-cases.ts'
import type { ProbeReport, ProbeStep } from './types.ts'

/** Options of {@link probeBackend}. */
export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined
  /** Monotonic milliseconds; default those of the process. */
  readonly now?: (() => number) | undefined
}

/**
 * Tries what a backend really does: write, read, conditional writes, list, delete and what else it says it offers. All of
 * it happens below a prefix of its own, and is removed again, also after a failure or an interruption.
 * @throws `ABORTED`; everything else is part of the report.
 */
export async function probeBackend(
  backend: Backend,
  { signal, now = () => performance.now() }: ProbeOptions = {},
): Promise<ProbeReport> {
  const prefix = `nexus-probe-${randomUUID()}/`
  // One attempt each: a probe wants to see failures, not to get over them.
  const bucket = createBucket(backend, { attempts: 1, timeoutMs: 30_000 })
  const world: ProbeWorld = { bucket, prefix, signal }
  const steps: ProbeStep[] = []
  let left: readonly string[] = []
  try {
    for (const probeCase of PROBE_CASES) {
      const isPointless = probeCase.after.some((name) =>
        steps.some((step) => step.name === name && step.outcome !== 'works'),
      )
      steps.push(await run(probeCase, world, isPointless, now))
      if (signal?.aborted) throw interrupted(signal)
    }
  } finally {
    left = await cleanUp(bucket, prefix)
  }
  steps.push(cleanUpStep(left))
  const { type, location } = backend.describe()
  return { type, location, ok: steps.every(({ outcome }) => outcome !== 'fails'), steps, left }
}

async function run(
  { name, needs, attempt }: ProbeCase,
  world: ProbeWorld,
  isPointless: boolean,
  now: () => number,
): Promise<ProbeStep> {
  if (needs !== undefined && !needs(world.bucket.capabilities))
    return { name, outcome: 'not offered', found: 'the backend says it cannot', milliseconds: 0 }
  if (isPointless)
    return { name, outcome: 'skipped', found: 'what it needs failed', milliseconds: 0 }
  const start = now()
  const took = (): number => Math.round((now() - start) * 10) / 10
  try {
    return { name, outcome: 'works', found: await attempt(world), milliseconds: took() }
  } catch (error) {
    if (isNexusError(error, 'ABORTED')) throw error
    return { name, outcome: 'fails', ...explain(error), milliseconds: took() }
  }
}

function explain(error: unknown): Pick<ProbeStep, 'found' | 'hint'> {
  if (error instanceof ProbeFailure) return { found: error.message, hint: error.hint }
  if (isNexusError(error)) return { found: `${error.code}: ${error.message}`, hint: error.hint }
  return { found: error instanceof Error ? error.message : String(error) }
}

function interrupted({ reason }: AbortSignal): NexusError {
  return new NexusError('ABORTED', 'The probe was interrupted; it left nothing.', { cause: reason })
}

/** Removes all that lies below the prefix; gives what could not be removed. Not even an interruption ends it early. */
async function cleanUp(bucket: Bucket, prefix: string): Promise<readonly string[]> {
  const left: string[] = []
  try {
    const keys: string[] = []
    let cursor: string | undefined
    do {
      const page = await bucket.list({
        prefix,
        limit: 1000,
        ...(cursor !== undefined && { cursor }),
      })
      keys.push(...page.objects.map(({ key }) => key))
      cursor = page.cursor
    } while (cursor !== undefined)
    for (const key of keys) await bucket.delete(key).catch(() => left.push(key))
  } catch {
    // It cannot be listed, so nothing is known of what is there: the prefix stands for it.
    left.push(prefix)
  }
  return left
}

function cleanUpStep(left: readonly string[]): ProbeStep {
  if (left.length === 0)
    return { name: 'clean up', outcome: 'works', found: 'nothing is left', milliseconds: 0 }
  return {
    name: 'clean up',
    outcome: 'fails',
    found: `could not remove ${left.join(', ')}`,
    hint: 'Remove it with the tools of the provider.',
    milliseconds: 0,
  }
}
