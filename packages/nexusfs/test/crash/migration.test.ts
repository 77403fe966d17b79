import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkDatabase, readAll, type Shown } from './check-folder.ts'
import { fill, MIGRATION, objectsOf, openMigrated, replacedBytes } from './migration-world.ts'
import { createRandom } from './random.ts'

/** Loaded before everything else, so that nobody holds a call as it was. */
const SWITCH = new URL('./calls/kill-switch.ts', import.meta.url).href
const PROCESS = fileURLToPath(new URL('./migration-process.ts', import.meta.url))
const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** Kills at any step while content moves; half as many follow while the source is removed. */
const KILLS = Math.max(2, Math.round(40 * SCALE))
const AT_ONCE = 3
const MINUTES = 60_000

let folder: string
let shown: Shown
let count: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-migration-'))
  const nexus = await openMigrated(join(folder, 'world'))
  await fill(nexus)
  shown = await readAll(nexus, '/')
  await nexus.close()
  count = objectsOf(join(folder, 'world'), 'content').length
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test(
  'a migration killed at a step loses nothing, removes nothing too early, and is ended by the next',
  async () => {
    const whole = copyWorld('whole')
    const { signal, stderr, steps } = await migrate(whole, 0)
    expect(signal, stderr).toBeNull()
    const removing = steps.findIndex((step) => step.startsWith('before backend delete'))
    expect(removing).toBeGreaterThan(steps.lastIndexOf('after backend put'))
    expect(objectsOf(whole, 'content')).toEqual([])
    const random = createRandom(SEED)
    const moving = Array.from({ length: KILLS }, () => 1 + random.below(removing))
    // Not the very last, as not every run has exactly as many.
    const rest = Math.ceil((steps.length - removing) * 0.8)
    const late = Array.from({ length: KILLS / 2 }, () => removing + 1 + random.below(rest))
    const kill = async (nth: number) => {
      const copy = copyWorld(`killed at ${nth}`)
      const end = await migrate(copy, nth)
      const label = `seed ${SEED}, step ${nth} of ${steps.length}: ${steps[nth - 1]}`
      expect(end.signal, `${label}: ${end.stderr}`).toBe('SIGKILL')
      await checkAfter(copy, label)
      rmSync(copy, { recursive: true })
    }
    const points = [...new Set([...moving, ...late])]
    for (let at = 0; at < points.length; at += AT_ONCE)
      await Promise.all(points.slice(at, at + AT_ONCE).map(kill))
  },
  10 * MINUTES,
)

/** What a kill left is whole; the next migration ends the work, and the one after it finds nothing to do. */
async function checkAfter(copy: string, label: string): Promise<void> {
  expect(checkDatabase(copy), label).toEqual([])
  const [source, target] = [objectsOf(copy, 'content'), objectsOf(copy, 'target')]
  if (source.length < count) expect(target.length, label).toBe(count)
  const nexus = await openMigrated(copy)
  expect(await readAll(nexus, '/'), label).toEqual(shown)
  expect(await nexus.content.migrate(MIGRATION), label).toMatchObject({ failures: 0, busy: 0 })
  expect([objectsOf(copy, 'content').length, objectsOf(copy, 'target').length], label).toEqual([
    0,
    count,
  ])
  expect(await readAll(nexus, '/'), label).toEqual(shown)
  expect(Buffer.compare(await nexus.versions.read('/docs/f3', 1), replacedBytes()), label).toBe(0)
  expect((await nexus.content.fsck({ deep: true })).problems, label).toEqual([])
  expect(await nexus.content.migrate(MIGRATION), label).toMatchObject({ contents: 0 })
  await nexus.close()
}

function copyWorld(name: string): string {
  const copy = join(folder, name)
  cpSync(join(folder, 'world'), copy, { recursive: true })
  return copy
}

interface MigrationEnd {
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  /** Where it was not killed: every step, in order. */
  readonly steps: readonly string[]
}

function migrate(copy: string, nth: number): Promise<MigrationEnd> {
  const options = ['--conditions=nexusfs-source', '--import', SWITCH]
  const child = spawn(process.execPath, [...options, PROCESS, copy, String(nth)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [output, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve) => {
    child.once('close', (_, signal) => {
      const steps = output === '' ? [] : (JSON.parse(output) as string[])
      resolve({ signal, stderr, steps })
    })
  })
}
