/** Collecting garbage. */
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { type Contestant, interleave, named, timed } from '../harness/measure.ts'
import type { Goal, Scenario, Settings } from '../harness/scenario.ts'
import { largeCount } from './list.ts'

const DIRECTORY = '/shared/bench/garbage'
const OPTIONS = { isAdmin: true, retention: 0, gc: 'manual', gcGrace: 0, gcDelay: 0 } as const

/** A thousand deleted files among many contents and among few. */
export const collect: Scenario = {
  name: 'gc',
  async run(settings) {
    const garbage = settings.quick ? 200 : 1000
    const many = await contestantOf(settings, largeCount(settings), garbage)
    const few = await contestantOf(settings, settings.quick ? 2_000 : 10_000, garbage)
    const measurements = await interleave([many, few], settings.repeats)
    const growth =
      named(measurements, many.name).milliseconds / named(measurements, few.name).milliseconds
    return [
      {
        title: `Collect the content of ${garbage.toLocaleString('en-US')} deleted files`,
        display: 'rate',
        measurements,
        goals: [independent(growth)],
        notes: ['Past states pruned and content condemned, a second.'],
      },
    ]
  },
}

/** What the store was filled with is behind the horizon before the first repeat. */
async function contestantOf(
  settings: Settings,
  files: number,
  garbage: number,
): Promise<Contestant> {
  const { nexusFolder } = await settings.population(files)
  const nexus = await openNexus(nexusFolder, OPTIONS)
  await nexus.content.gc({ apply: true })
  return {
    name: `nexus, among ${files.toLocaleString('en-US')}`,
    async round() {
      await makeGarbage(nexus, garbage)
      const { milliseconds } = await timed(1, 1, async () => {
        const { contents } = await nexus.content.gc({ apply: true })
        if (contents !== garbage) throw new Error(`${contents} contents were collected.`)
      })
      return { operations: garbage, milliseconds }
    },
    close: () => nexus.close(),
  }
}

async function makeGarbage(nexus: Nexus, count: number): Promise<void> {
  const next = distinctBytes(64)
  const files = Array.from({ length: count }, (_, index) => ({
    path: `${DIRECTORY}/${index}`,
    content: next(),
  }))
  await nexus.writeBatch(files)
  await nexus.rmdir(DIRECTORY, { recursive: true })
}

function independent(measured: number): Goal {
  return {
    id: 'gc-growth',
    label: 'among many contents against few: by the garbage, not by the whole',
    kind: 'ratio',
    measured,
    limit: 1.5,
    direction: 'atMost',
    unit: 'x',
  }
}
