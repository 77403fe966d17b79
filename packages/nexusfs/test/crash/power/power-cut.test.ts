/**
 * What is left when the power goes in the middle of work.
 *
 * A kill leaves what the kernel holds; a power cut takes that away, and what the disk holds in its cache with it. So the
 * data folder lies on an ext4 of its own, whose disk is ours: a process serves the bytes of the image through FUSE, below
 * a loop device, and is told of every write and every flush. A power cut is what that disk promises at one instant:
 * everything up to the last flush, and of the writes since then none, any, torn between any sectors, or all. What ext4
 * or SQLite still hold in memory never reached it. While a cut is taken the disk answers nobody, so it is one instant,
 * and which calls had been acknowledged is read from a journal beside the disk at that same instant. Copying the file
 * below a loop device while others write would be neither: the copy takes time, and holds what was never flushed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Past } from '../history-operations.ts'
import { createRandom } from '../random.ts'
import { abortFuseBelow, mountsBelow } from './free-mounts.ts'
import { checkCut, cutPower, makeImage, whyNot } from './power.ts'
import type { PowerPlan } from './power-plan.ts'
import { type Lost, VolatileDisk } from './volatile-disk.ts'

const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** 100 at full scale. */
const CUTS = Math.max(1, Math.round(100 * SCALE))
/** The longer a writer runs, the longer each check takes. */
const CUTS_OF_A_RUN = 5
const INLINE_LIMITS = [65_536, 1_024, 0]
const PASTS: readonly Past[] = ['kept', 'collected']
const EVERY_FATE: readonly Lost[] = ['all', 'some', 'some', 'none']
/** How a check says that something acknowledged is gone. */
const LOSS =
  /acknowledged operations shows neither|does not match its hash|nexus\.json .* is damaged/
const SECONDS = 1000
/** Milliseconds for all tests here together; they need less than half of it on two busy cores. */
const LIMIT = (600 + CUTS * 10) * SECONDS
const end = performance.now() + LIMIT

const reason = whyNot()
if (reason !== undefined) {
  process.stderr.write(
    `\nSKIPPED: the tests of power cuts did not run: ${reason}. They run as root on Linux, where ext4 can be mounted on a loop device and FUSE.\n\n`,
  )
}

let folder: string

beforeEach(() => {
  if (performance.now() > end)
    throw new Error(`The tests of power cuts took more than ${LIMIT / SECONDS} s together.`)
  folder = mkdtempSync(join(tmpdir(), 'nexus-power-'))
})

afterEach(async () => {
  abortFuseBelow(folder)
  await vi.waitFor(() => expect(mountsBelow(folder)).toEqual([]), 20 * SECONDS)
  rmSync(folder, { recursive: true, force: true })
})

describe('a disk with a cache', () => {
  const [old, one, two] = [0, 1, 2].map((value) => Buffer.alloc(4096, value)) as [
    Buffer,
    Buffer,
    Buffer,
  ]

  test('keeps what was flushed, and of the rest what fate leaves', () => {
    const disk = new VolatileDisk(Buffer.from(old), true)
    disk.write(0, one)
    disk.flush()
    disk.write(0, two)
    expect(disk.read(0, 4096)).toEqual(two)
    expect(disk.cut('all', createRandom(SEED))).toEqual(one)
    expect(disk.cut('none', createRandom(SEED))).toEqual(two)
  })

  test('tears writes between sectors only', () => {
    const disk = new VolatileDisk(Buffer.from(old), true)
    disk.write(0, one)
    const random = createRandom(SEED)
    const seen = new Set<number>()
    for (let turn = 0; turn < 100; turn++) {
      const image = disk.cut('some', random)
      for (let at = 0; at < image.length; at += 512)
        expect(new Set(image.subarray(at, at + 512)).size).toBe(1)
      seen.add(image.reduce((sum, byte) => sum + byte, 0))
    }
    expect(seen.size).toBeGreaterThan(4)
  })

  test('that ignores flushes loses everything', () => {
    const disk = new VolatileDisk(Buffer.from(old), false)
    disk.write(0, one)
    disk.flush()
    expect(disk.cut('all', createRandom(SEED))).toEqual(old)
  })
})

describe.skipIf(reason !== undefined)('when the power goes', () => {
  for (let run = 0; run * CUTS_OF_A_RUN < CUTS; run++) {
    const seed = SEED + run
    const cuts = Math.min(CUTS_OF_A_RUN, CUTS - run * CUTS_OF_A_RUN)
    test(
      `${cuts} times, seed ${seed}: nothing acknowledged is lost, nothing is half-done, store, content and log are sound`,
      async ({ signal }) => {
        const past = PASTS[run % 2]
        const plan = { ...planOf(seed), cuts, lost: EVERY_FATE }
        await expectSound({ ...plan, writer: { ...plan.writer, past } }, signal)
      },
      (60 + cuts * 40) * SECONDS,
    )
  }
})

describe.skipIf(reason !== undefined)('the test notices', () => {
  test(
    'a store that does not sync each commit',
    ({ signal }) =>
      expectNoticed(
        (plan) => ({ ...plan, writer: { ...plan.writer, durability: 'normal' } }),
        signal,
      ),
    240_000,
  )

  test(
    'objects that are not synced',
    ({ signal }) => expectNoticed((plan) => ({ ...plan, fault: 'files are not synced' }), signal),
    240_000,
  )

  test(
    'a disk that ignores flushes',
    ({ signal }) => expectNoticed((plan) => ({ ...plan, fault: 'disk ignores flushes' }), signal),
    240_000,
  )
})

describe.skipIf(reason !== undefined)('nothing hangs, and nothing stays mounted, after', () => {
  test('a disk that stops answering: it ends at its limit', async () => {
    const plan = { ...planOf(1), fault: 'disk stops answering', limit: 4_000 } as const
    await expect(cutPower(plan)).rejects.toThrow('Stalled for 4000 ms')
  }, 60_000)

  test('a disk that is stuck: it is killed', async () => {
    const plan = { ...planOf(1), fault: 'disk is stuck', limit: 2_000 } as const
    await expect(cutPower(plan)).rejects.toThrow('SIGKILL')
  }, 60_000)

  test('a test that takes too long: the disk is killed', async () => {
    const plan = { ...planOf(1), cuts: 1_000, limit: 30_000 }
    await expect(cutPower(plan, AbortSignal.timeout(3_000))).rejects.toThrow()
  }, 60_000)

  test('a disk that is stuck and stays: whoever waits for it is freed', async () => {
    const plan = { ...planOf(1), fault: 'disk is stuck', limit: 30_000 } as const
    const controller = new AbortController()
    const ended = expect(cutPower(plan, controller.signal)).rejects.toThrow()
    const types = () => mountsBelow(folder).map(({ type }) => type)
    await vi.waitFor(() => expect(types()).toContain('ext4'), 20 * SECONDS)
    abortFuseBelow(folder)
    await vi.waitFor(() => expect(types()).toEqual([]), 20 * SECONDS)
    controller.abort()
    await ended
  }, 60_000)
})

async function expectSound(plan: PowerPlan, signal: AbortSignal): Promise<void> {
  const cuts = await cutPower(plan, signal)
  expect(cuts).toHaveLength(plan.cuts)
  for (const cut of cuts) {
    const label = `seed ${plan.seed}, ${cut.lost} lost after ${cut.acknowledged}`
    expect(checkCut(plan, cut), label).toEqual([])
    rmSync(cut.image)
  }
}

/** What is seldom lost is lost within a few cuts, when everything goes that may go. */
async function expectNoticed(
  damage: (plan: PowerPlan) => PowerPlan,
  signal: AbortSignal,
): Promise<void> {
  const plan = planOf(1)
  const writer = { ...plan.writer, inlineMaxBytes: 0 }
  const damaged = damage({ ...plan, writer, cuts: 4, lost: ['all'] })
  const cuts = await cutPower(damaged, signal)
  const problems = cuts.flatMap((cut) => checkCut(damaged, cut))
  expect(
    problems.some((problem) => LOSS.test(problem)),
    problems.join('\n'),
  ).toBe(true)
}

function planOf(seed: number): PowerPlan {
  return {
    folder,
    image: makeImage(folder),
    seed,
    cuts: 1,
    lost: EVERY_FATE,
    writer: {
      folder: join(folder, 'mounted', 'data'),
      journal: join(folder, 'journal.jsonl'),
      inlineMaxBytes: createRandom(seed).pick(INLINE_LIMITS),
      seed,
      root: '/run',
      lanes: 2,
      operations: 5_000,
      longStreams: 0,
    },
  }
}
