/** From nothing open to the first file read. */
import { openNexus } from '../adapters/nexus.ts'
import { openBareTree } from '../harness/bare-tree.ts'
import { type Contestant, interleave, named, type Round } from '../harness/measure.ts'
import { fileOf } from '../harness/population.ts'
import type { Goal, Population, Scenario } from '../harness/scenario.ts'
import { largeCount } from './list.ts'

const SMALL_COUNT = 1000

/** A small and a large store, each against opening its bare table and reading one row. */
export const open: Scenario = {
  name: 'open',
  async run(settings) {
    const large = await settings.population(largeCount(settings))
    const small = await settings.population(SMALL_COUNT)
    const measurements = await interleave(
      [
        nexusOpen('nexus', large),
        bareOpen('bare SQLite', large),
        nexusOpen('nexus, small store', small),
        bareOpen('bare SQLite, small', small),
      ],
      settings.repeats * 3,
    )
    const of = (name: string): number => named(measurements, name).milliseconds
    return [
      {
        title: `Open a store of ${large.files.toLocaleString('en-US')} files and read one`,
        display: 'milliseconds',
        measurements,
        goals: [
          atMost(
            'open',
            'large store against bare SQLite',
            of('nexus') / of('bare SQLite'),
            2,
            1.2,
          ),
          atMost(
            'open-small',
            'small store against bare SQLite',
            of('nexus, small store') / of('bare SQLite, small'),
            2,
            1.2,
          ),
          atMost(
            'open-growth',
            `against a store of ${SMALL_COUNT.toLocaleString('en-US')}: independent of the number of files`,
            of('nexus') / of('nexus, small store'),
            1.5,
          ),
        ],
        notes: ['In one process, its modules loaded before.'],
      },
    ]
  },
}

function atMost(
  id: string,
  label: string,
  measured: number,
  limit: number,
  stretch?: number,
): Goal {
  return { id, label, kind: 'ratio', measured, limit, direction: 'atMost', unit: 'x', stretch }
}

function nexusOpen(name: string, population: Population): Contestant {
  return {
    name,
    async round(): Promise<Round> {
      const start = performance.now()
      const nexus = await openNexus(population.nexusFolder)
      await nexus.read(fileOf(500))
      const milliseconds = performance.now() - start
      await nexus.close()
      return { operations: 1, milliseconds }
    },
  }
}

function bareOpen(name: string, population: Population): Contestant {
  return {
    name,
    async round(): Promise<Round> {
      const start = performance.now()
      const tree = openBareTree(population.bareTree)
      tree.find(500)
      const milliseconds = performance.now() - start
      tree.close()
      return { operations: 1, milliseconds }
    },
  }
}
