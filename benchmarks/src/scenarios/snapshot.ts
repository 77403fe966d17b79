/** Naming a state. */
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { type Contestant, interleave, timed } from '../harness/measure.ts'
import { costGoal, type Scenario } from '../harness/scenario.ts'
import { treeCount } from './tree.ts'

const ROOT = '/shared/bench'
const WRITE = 'nexus, write'

/** A snapshot of a small and of a large tree against one write. */
export const snapshot: Scenario = {
  name: 'snapshot',
  async run(settings) {
    const files = treeCount(settings)
    const count = settings.quick ? 20 : 200
    const { nexusFolder } = await settings.population(files)
    const nexus = await openNexus(nexusFolder)
    await nexus.write(`${ROOT}/small/file`, 'x')
    const next = distinctBytes()
    const contestants = [
      named(nexus, 'small', 'tree of 1', count),
      named(nexus, 'population', `tree of ${files.toLocaleString('en-US')}`, count),
      {
        name: WRITE,
        round: (round: number) =>
          timed(count, 1, (index) => nexus.write(`${ROOT}/written/${round}-${index}`, next())),
      },
    ]
    const measurements = await interleave(contestants, settings.repeats)
    await nexus.close()
    return [
      {
        title: 'Snapshot',
        display: 'milliseconds',
        measurements,
        goals: contestants
          .slice(0, 2)
          .map(({ name }, index) => costGoal(`snapshot-${index}`, measurements, name, WRITE, 3)),
      },
    ]
  },
}

function named(nexus: Nexus, directory: string, size: string, count: number): Contestant {
  return {
    name: `nexus, ${size}`,
    round: (round) =>
      timed(count, 1, (index) =>
        nexus.snapshots.create(`${ROOT}/${directory}`, {
          name: `${directory}.${round + 1}.${index}`,
        }),
      ),
  }
}
