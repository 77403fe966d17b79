import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkDatabase } from './check-folder.ts'
import { COLLECTOR_STEPS, openCollected } from './collector-steps.ts'
import { pieceBytes } from './content.ts'

const COLLECTOR = fileURLToPath(new URL('./collector.ts', import.meta.url))
const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** Which time of a step it is; later times of steps that come once are whole collections. */
const TIMES = SCALE < 1 ? [1] : [1, 2, 3]
/** A few steps at a time where all of them would take too long. */
const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const STEPS = COLLECTOR_STEPS.filter((_, index) => SCALE >= 1 || (index + SEED) % 5 === 0)
const FILES = 30
const MINUTE = 60_000

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-collector-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('a collector killed at a step', () => {
  for (const nth of TIMES)
    test.each(STEPS)(
      `%s, time ${nth}: nothing is lost, and the next collection ends the work`,
      async (step) => {
        const kept = await fill()
        const { signal, stderr } = await collectAndDie(step, nth)
        if (nth === 1) expect(signal, stderr).toBe('SIGKILL')
        expect(checkDatabase(folder)).toEqual([])
        const nexus = await openCollected(folder, MINUTE)
        for (const index of kept) expect(await nexus.read(`/${index}`)).toEqual(contentOf(index))
        await nexus.content.gc({ apply: true })
        for (const index of kept) expect(await nexus.read(`/${index}`)).toEqual(contentOf(index))
        expect((await nexus.content.fsck({ deep: true })).problems).toEqual([])
        await nexus.close()
        const objects = kept.filter((index) => contentOf(index).byteLength > 1_000)
        expect(objectsOf(folder)).toHaveLength(objects.length)
      },
      60_000,
    )
})

/** Files of which two of three are deleted, some with content in the store, some with objects; gives those that stay. */
async function fill(): Promise<readonly number[]> {
  const nexus = await openCollected(folder)
  const indexes = Array.from({ length: FILES }, (_, index) => index)
  for (const index of indexes) await nexus.write(`/${index}`, contentOf(index))
  for (const index of indexes) if (index % 3 > 0) await nexus.delete(`/${index}`)
  await nexus.close()
  return indexes.filter((index) => index % 3 === 0)
}

function contentOf(index: number): Uint8Array {
  return new Uint8Array(pieceBytes({ seed: index, size: index % 2 === 0 ? 500 : 5_000 }))
}

function collectAndDie(
  step: string,
  nth: number,
): Promise<{ readonly signal: NodeJS.Signals | null; readonly stderr: string }> {
  const args = ['--conditions=nexusfs-source', COLLECTOR, folder, step, String(nth)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve) => {
    child.on('close', (_, signal) => resolve({ signal, stderr }))
  })
}

function objectsOf(folder: string): readonly string[] {
  return readdirSync(join(folder, 'content', 'cas'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}
