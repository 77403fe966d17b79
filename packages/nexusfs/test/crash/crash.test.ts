import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkDatabase, checkLane, readAll, showFiles } from './check-folder.ts'
import { openEmbedded } from './embedded.ts'
import { STEPS } from './kill-points.ts'
import type { Files } from './operations.ts'
import { type Deeds, perform } from './perform.ts'
import { laneRoot, laneSteps, type WriterPlan } from './plan.ts'
import { createRandom } from './random.ts'
import { runWriter, type WriterEnd } from './run-writer.ts'

const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** Kills from each of the two seeds: 200 in all at full scale. */
const RUNS = Math.max(1, Math.round(100 * SCALE))
/** `PRAGMA synchronous` as SQLite answers it: 1 would be NORMAL. */
const SYNCHRONOUS_FULL = 2
const SYSTEM_CALLS = [
  'mkdirSync',
  'write',
  'fsync',
  'renameSync',
  'sqlite BEGIN',
  'sqlite INSERT',
  'sqlite UPDATE',
  'sqlite COMMIT',
]
/** Which time of a step it is: the first, and a later one. */
const TIMES = SCALE < 1 ? [1 + createRandom(SEED).below(4)] : [1, 2, 4, 7]
const INLINE_LIMITS = [65_536, 1_024, 0]
const PASTS = [undefined, 'kept', 'collected'] as const
const SECONDS = 1000
/** A lane that is quick to follow. */
const LANE = { operations: 80, longStreams: 0 }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-crash-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test.each(PASTS)(
  'the files that a plan foretells are those that its calls make: past %s',
  async (past) => {
    const adapters = { store: createMemoryStore(), backend: createMemoryBackend() }
    const nexus = await createNexus({ ...adapters, ...(past === 'collected' && { retention: 0 }) })
    const long = past === undefined ? { operations: 150, longStreams: 5 } : LANE
    const plan = { root: '/run', seed: SEED, past, ...long }
    let last: Deeds = []
    for (const { operation, after } of laneSteps(plan, 0)) {
      last = await perform(nexus, operation, last)
      const shown = await readAll(nexus, laneRoot(plan, 0))
      expect(shown, `seed ${plan.seed}: ${JSON.stringify(operation)}`).toEqual(showFiles(after))
    }
    await nexus.close()
  },
  120_000,
)

test('a change that is missing, or half there, is noticed', async () => {
  const nexus = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  const plan = planOf(1, SEED, 0)
  let made = 0
  let before: Files = new Map()
  for (const { operation, after } of laneSteps(plan, 0)) {
    if (operation.kind === 'batch' && before.size > 5) {
      const [first] = operation.files
      await perform(nexus, { kind: 'batch', files: first === undefined ? [] : [first] })
      break
    }
    await perform(nexus, operation)
    expect(await checkLane(nexus, plan, 0, made)).toEqual([])
    before = after
    made++
  }
  expect(await checkLane(nexus, plan, 0, made)).not.toEqual([])
  const [path] = [...before.keys()]
  await perform(nexus, { kind: 'delete', path: path as string })
  expect(await checkLane(nexus, plan, 0, made)).not.toEqual([])
  await nexus.close()
})

describe('a process killed at a named step', () => {
  for (const step of STEPS) {
    for (const nth of TIMES) {
      test(`${step}, time ${nth}: every acknowledged change is there and nothing half-done`, async () => {
        const inlineMaxBytes = step.includes('commit') ? 65_536 : 0
        const longStreams = step.includes('renamed') ? 80 : 2
        const plan = planOf(1, SEED + nth, inlineMaxBytes)
        await killAndCheck({ ...plan, longStreams, kill: { step, nth } })
      }, 60_000)
    }
  }
})

describe('a process killed around a call to the system', () => {
  for (const call of SYSTEM_CALLS) {
    for (const when of ['before', 'after'] as const) {
      test(`${when} ${call}: every acknowledged change is there and nothing half-done`, async () => {
        const nth = 1 + createRandom(SEED + call.length).below(12)
        const inlineMaxBytes = call.startsWith('sqlite') ? 65_536 : 0
        await killAndCheck({ ...planOf(1, SEED, inlineMaxBytes), killAtCall: { call, when, nth } })
      }, 60_000)
    }
  }
})

describe('a process killed at random', () => {
  for (const seed of [1, SEED]) {
    test(
      `${RUNS} kills from seed ${seed}: every acknowledged change is there and nothing half-done`,
      async () => {
        const random = createRandom(seed)
        const earlier: { root: string; shown: ReadonlyMap<string, string> }[] = []
        for (let run = 0; run < RUNS; run++) {
          const inlineMaxBytes = random.pick(INLINE_LIMITS)
          const plan = {
            ...planOf(run, seed + run, inlineMaxBytes),
            past: PASTS[run % PASTS.length],
          }
          const end = await runWriter(plan, random.below(400))
          expect(end.signal, `seed ${seed}, run ${run}: ${end.stderr}`).toBe('SIGKILL')
          earlier.push({ root: plan.root, shown: await checkAfter(plan, end) })
        }
        const nexus = await openEmbedded(join(folder, 'data'), 65_536)
        for (const { root, shown } of earlier) {
          expect(await readAll(nexus, root), `seed ${seed}: ${root}`).toEqual(shown)
        }
        await nexus.close()
      },
      RUNS * 20 * SECONDS + 60 * SECONDS,
    )
  }
})

async function killAndCheck(plan: WriterPlan): Promise<void> {
  const end = await runWriter(plan)
  expect(end.signal, end.stderr).toBe('SIGKILL')
  await checkAfter(plan, end)
}

function planOf(run: number, seed: number, inlineMaxBytes: number): WriterPlan {
  return {
    folder: join(folder, 'data'),
    inlineMaxBytes,
    seed,
    root: `/run-${run}`,
    lanes: 3,
    operations: 2_000,
    longStreams: 2,
    journal: join(folder, `journal-${run}.jsonl`),
  }
}

/** Opens the folder again, checks all that the promise says, and gives what is there now. */
async function checkAfter(plan: WriterPlan, end: WriterEnd): Promise<ReadonlyMap<string, string>> {
  if (end.synchronous !== undefined) expect(end.synchronous).toBe(SYNCHRONOUS_FULL)
  const nexus = await openEmbedded(plan.folder, plan.inlineMaxBytes)
  try {
    expect((await nexus.health()).store.details.synchronous).toBe(SYNCHRONOUS_FULL)
    for (let lane = 0; lane < plan.lanes; lane++) {
      const problems = await checkLane(nexus, plan, lane, end.acknowledged[lane] ?? 0)
      expect(problems, `seed ${plan.seed}`).toEqual([])
    }
    expect((await nexus.content.fsck({ deep: true })).problems).toEqual([])
    expect((await nexus.operations.verify()).problems).toEqual([])
    await nexus.write(`${plan.root}/after`, 'still writable')
    expect(await nexus.readText(`${plan.root}/after`)).toBe('still writable')
    return await readAll(nexus, plan.root)
  } finally {
    await nexus.close()
    // Not before: two libraries of SQLite in one process do not see each other's locks.
    expect(checkDatabase(plan.folder)).toEqual([])
  }
}
