/** What a hundred times more files cost each operation. */
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { type BareTree, openBareTree } from '../harness/bare-tree.ts'
import { type Contestant, interleave, named, timed } from '../harness/measure.ts'
import { directoryOf, fileOf, PER_DIRECTORY } from '../harness/population.ts'
import type { Goal, Population, Scenario, Settings, Table } from '../harness/scenario.ts'
import { largeCount } from './list.ts'

interface Pair {
  readonly population: Population
  readonly nexus: Nexus
  readonly bare: BareTree
}

interface Operation {
  readonly name: string
  readonly count: number
  own(pair: Pair, index: number): unknown
  bare(pair: Pair, index: number): unknown
}

/** Each operation in a small and in a large tree, against the growth of the bare query. */
export const growth: Scenario = {
  name: 'growth',
  async run(settings) {
    const small = await openPair(settings, settings.quick ? 2_000 : 10_000)
    const large = await openPair(settings, largeCount(settings))
    const tables: Table[] = []
    for (const operation of operationsOf(settings)) {
      tables.push(await compare(operation, small, large, settings))
    }
    for (const pair of [small, large]) {
      await pair.nexus.close()
      pair.bare.close()
    }
    return tables
  },
}

async function openPair(settings: Settings, files: number): Promise<Pair> {
  const population = await settings.population(files)
  return {
    population,
    nexus: await openNexus(population.nexusFolder, { cacheSizeMb: 0 }),
    bare: openBareTree(population.bareTree),
  }
}

function operationsOf(settings: Settings): Operation[] {
  const count = settings.quick ? 200 : 2000
  const anywhere = (pair: Pair, index: number): number => (index * 7919) % pair.population.files
  const directory = (pair: Pair, index: number): number =>
    (index * 7 + 1) % (pair.population.files / PER_DIRECTORY)
  return [
    {
      name: 'stat',
      count,
      own: (pair, index) => pair.nexus.stat(fileOf(anywhere(pair, index))),
      bare: (pair, index) => pair.bare.find(anywhere(pair, index)),
    },
    {
      name: 'read',
      count,
      own: (pair, index) => pair.nexus.read(fileOf(anywhere(pair, index))),
      bare: (pair, index) => pair.bare.find(anywhere(pair, index)),
    },
    {
      name: 'list 1,000',
      count: 20,
      own: (pair, index) =>
        pair.nexus.list(directoryOf(directory(pair, index)), { recursive: false }).toArray(),
      bare: (pair, index) => pair.bare.list(directory(pair, index)),
    },
    {
      name: 'write',
      count: count / 4,
      own: (pair, index) =>
        pair.nexus.write(`${directoryOf(directory(pair, index))}/n${unique()}.txt`, 'content'),
      bare: (pair, index) => pair.bare.add(directory(pair, index), `n${unique()}.txt`),
    },
  ]
}

function unique(): string {
  return process.hrtime.bigint().toString(36)
}

async function compare(
  operation: Operation,
  small: Pair,
  large: Pair,
  settings: Settings,
): Promise<Table> {
  const contestant = (name: string, pair: Pair, call: Operation['own']): Contestant => ({
    name: `${name}, ${pair.population.files.toLocaleString('en-US')}`,
    round: () => timed(operation.count, 1, (index) => call(pair, index)),
  })
  const contestants = [
    contestant('nexus', large, operation.own),
    contestant('nexus', small, operation.own),
    contestant('bare SQLite', large, operation.bare),
    contestant('bare SQLite', small, operation.bare),
  ] as const
  const measurements = await interleave(contestants, settings.repeats)
  const time = (index: 0 | 1 | 2 | 3): number =>
    named(measurements, contestants[index].name).milliseconds
  const id = `growth-${operation.name.replaceAll(/\W+/g, '-')}`
  return {
    title: `Growth of ${operation.name}`,
    display: 'milliseconds',
    measurements,
    goals: [growthGoal(id, time(0) / time(1) / (time(2) / time(3)))],
    notes: [
      `nexus grows ${(time(0) / time(1)).toFixed(2)}x, the bare statement ${(time(2) / time(3)).toFixed(2)}x.`,
    ],
  }
}

function growthGoal(id: string, measured: number): Goal {
  const label = 'growth in relation to the bare statement'
  return { id, label, kind: 'ratio', measured, limit: 1.2, direction: 'atMost', unit: 'x' }
}
