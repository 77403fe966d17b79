import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isNexusError, type Nexus } from '@nexusfs/core'
import { verifyBackup } from 'nexusfs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkDatabase } from '../check-folder.ts'
import { createRandom } from '../random.ts'
import { CALLS, type CrashCall, hasArtifact } from './calls.ts'
import { type Death, makeCall } from './make-call.ts'
import {
  backupOf,
  dataOf,
  exportOf,
  makeWorld,
  openData,
  restoredOf,
  stateOf,
  type World,
} from './world.ts'

const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** Steps of a call at which it is killed: every one at full scale. */
const STEPS = SCALE < 1 ? Math.max(1, Math.round(20 * SCALE)) : Number.POSITIVE_INFINITY
/** Kills of a call at any time. */
const TIMES = Math.max(1, Math.round(20 * SCALE))
const LONGEST = 60
/** Holds and leases of the killed process are over then. */
const AHEAD = 2 * 24 * 60 * 60 * 1000
const MINUTES = 60_000

let folder: string
let world: World

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-calls-'))
  world = await makeWorld(join(folder, 'world'))
}, 2 * MINUTES)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('a process killed in the middle of', () => {
  // At once, as each call waits for a process most of the time.
  test.concurrent.each(Object.entries(CALLS))(
    '%s: all of it was done, or nothing, and it can be made again',
    async (name, call) => {
      const random = createRandom(SEED + name.length)
      const untouched = copyWorld(`untouched ${name}`)
      const before = await withNexus(dataOf(untouched), call, stateOf)
      rmSync(untouched, { recursive: true })
      const whole = copyWorld(`whole ${name}`)
      const { acknowledged, steps, stderr } = await makeCall(whole, name)
      expect(acknowledged, stderr).toBe(true)
      const after = await withNexus(dataOf(whole), call, stateOf)
      rmSync(whole, { recursive: true })
      for (const death of deathsIn(steps, random)) {
        const label = `seed ${SEED}, ${describeDeath(death, steps)}`
        const copy = copyWorld(`killed ${name}`)
        const end = await makeCall(copy, name, death)
        if ('nth' in death) expect(end.signal, `${label}: ${end.stderr}`).toBe('SIGKILL')
        await checkAfter(call, copy, { before, after, label, acknowledged: end.acknowledged })
        rmSync(copy, { recursive: true })
      }
    },
    SCALE < 1 ? 5 * MINUTES : 60 * MINUTES,
  )
})

interface Expected {
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
  readonly label: string
  readonly acknowledged: boolean
}

/** Opens the data again and checks all that the promise says. */
async function checkAfter(call: CrashCall, copy: string, expected: Expected): Promise<void> {
  const { before, after, label, acknowledged } = expected
  await withNexus(dataOf(copy), call, async (nexus) => {
    const shown = await stateOf(nexus)
    const there = hasArtifact(call, copy)
    const isDone = there ?? isSame(shown, after)
    if (acknowledged) expect(isDone, `${label}: acknowledged`).toBe(true)
    expect(shown, label).toEqual(isDone ? after : before)
    if (there === true) await checkArtifact(call, copy, after)
    await expectSound(nexus, label)
    const wasDone = isDone && !isSame(before, after) ? true : (there ?? false)
    await again(call, nexus, copy, wasDone, label)
    const made = await stateOf(nexus)
    if (wasDone && call.writes)
      expect(withoutVersions(made), `${label}: made again`).toEqual(withoutVersions(after))
    else expect(made, `${label}: made again`).toEqual(after)
    await checkArtifact(call, copy, after)
    await nexus.content.gc({ apply: true })
    await expectSound(nexus, `${label}: collected`)
    expect(await stateOf(nexus), `${label}: collected`).toEqual(made)
  })
  expect(checkDatabase(dataOf(copy)), label).toEqual([])
}

async function expectSound(nexus: Nexus, label: string): Promise<void> {
  expect((await nexus.content.fsck({ deep: true })).problems, label).toEqual([])
  expect((await nexus.operations.verify()).problems, label).toEqual([])
}

/** The same call once more: refused with the right code where it was done and cannot be made twice. */
async function again(
  call: CrashCall,
  nexus: Nexus,
  copy: string,
  isDone: boolean,
  label: string,
): Promise<void> {
  try {
    await call.run(nexus, { ...world, folder: copy })
    expect(isDone && call.again !== undefined, `${label}: was made twice`).toBe(false)
  } catch (error) {
    if (!isNexusError(error) || !isDone) throw error
    expect(error.code, label).toBe(call.again)
  }
}

/** What a call leaves beside the data is whole. */
async function checkArtifact(
  { artifact }: CrashCall,
  copy: string,
  after: Expected['after'],
): Promise<void> {
  const path = artifact?.(copy)
  if (path === exportOf(copy)) {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const files = Object.keys(after).filter((key) => key.startsWith('/'))
    expect(lines.map((line) => JSON.parse(line).path)).toEqual(files.sort())
  }
  if (path === backupOf(copy)) expect((await verifyBackup(path)).problems).toEqual([])
  if (path === restoredOf(copy)) {
    const shown = await withNexus(path, {}, async (nexus) => {
      await expectSound(nexus, path)
      return stateOf(nexus)
    })
    expect(shown).toEqual(after)
  }
}

async function withNexus<Result>(
  data: string,
  { settings }: Pick<CrashCall, 'settings'>,
  use: (nexus: Nexus) => Promise<Result>,
): Promise<Result> {
  const nexus = await openData(data, { ...settings, ahead: AHEAD })
  try {
    return await use(nexus)
  } finally {
    await nexus.close()
  }
}

/** Steps of adapters are few and decide, so that they come as often as those of the system. */
function* deathsIn(
  steps: readonly string[],
  random: ReturnType<typeof createRandom>,
): Iterable<Death> {
  const all = steps.map((_, index) => index + 1)
  const named = all.filter(
    (nth) => steps[nth - 1]?.includes(' store commit') || steps[nth - 1]?.includes(' backend '),
  )
  if (STEPS >= all.length) for (const nth of all) yield { nth }
  else
    for (let turn = 0; turn < STEPS; turn++)
      yield { nth: random.pick(random.below(2) === 0 && named.length > 0 ? named : all) }
  for (let turn = 0; turn < TIMES; turn++) yield { after: random.below(LONGEST) }
}

function describeDeath(death: Death, steps: readonly string[]): string {
  if ('after' in death) return `${death.after} ms after it began`
  return `step ${death.nth} of ${steps.length}: ${steps[death.nth - 1]}`
}

function copyWorld(name: string): string {
  const copy = join(folder, name)
  cpSync(join(folder, 'world'), copy, { recursive: true })
  return copy
}

function withoutVersions(state: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(state)
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value.replace(/, version \d+/, '')]),
  )
}

function isSame(left: object, right: object): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort())
  return sorted(left) === sorted(right)
}
