/** What hooks cost: nothing where none is registered, and little where one is. */
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  definePlugin,
  type Hooks,
  type Nexus,
} from '@nexusfs/core'
import { distinctBytes } from '../harness/bytes.ts'
import { type Contestant, interleave, type Measurement } from '../harness/measure.ts'
import { ratioGoal, type Scenario, type Settings, type Table } from '../harness/scenario.ts'

const NONE = 'no plugin'
const OTHER = 'plugin without a hook for it'
const EMPTY = 'plugin with an empty hook'

/** Reads and writes in memory, where nothing else takes long enough to hide a hook. */
export const hooks: Scenario = {
  name: 'hooks',
  async run(settings) {
    const next = distinctBytes()
    const read = (nexus: Nexus) => nexus.read('/file')
    const write = (nexus: Nexus) => nexus.write('/file', next())
    return [
      await compare('Read', { beforeRead() {} }, read, settings, 2_000),
      await compare('Write', { beforeWrite: () => undefined }, write, settings, 5_000),
    ]
  },
}

async function compare(
  title: string,
  empty: Hooks,
  call: (nexus: Nexus) => Promise<unknown>,
  settings: Settings,
  whole: number,
): Promise<Table> {
  const count = settings.quick ? whole / 10 : whole
  const contestants: Contestant[] = [
    contestant(NONE, undefined, call, count),
    contestant(OTHER, { beforeRename() {}, afterRename() {} }, call, count),
    contestant(EMPTY, empty, call, count),
  ]
  const measurements = await interleave(contestants, settings.repeats * 8)
  return {
    title: `${title} 4 KiB in memory, with and without hooks`,
    display: 'rate',
    measurements,
    goals: [ratioGoal(`hooks-none-${title.toLowerCase()}`, measurements, NONE, 0.95, 1, OTHER)],
    notes: [
      'In processor time, as the difference is smaller than what else the machine does.',
      `An empty hook costs ${extra(measurements).toFixed(1)} microseconds.`,
    ],
  }
}

function extra(measurements: readonly Measurement[]): number {
  const of = (name: string) => measurements.find((row) => row.name === name)?.milliseconds ?? 0
  return (of(EMPTY) - of(NONE)) * 1000
}

function contestant(
  name: string,
  given: Hooks | undefined,
  call: (nexus: Nexus) => Promise<unknown>,
  count: number,
): Contestant {
  const plugin =
    given && definePlugin({ name: 'bench', version: '1.0.0', description: name, hooks: given })
  return {
    name,
    // A tree of its own for each round: what earlier writes left behind would be the garbage of later ones.
    async round() {
      await using nexus = await openWith(plugin === undefined ? [] : [plugin])
      const begin = process.cpuUsage()
      for (let time = 0; time < count; time++) await call(nexus)
      const { user, system } = process.cpuUsage(begin)
      return { operations: count, milliseconds: (user + system) / 1000 }
    },
  }
}

async function openWith(plugins: readonly ReturnType<typeof definePlugin>[]): Promise<Nexus> {
  const store = createMemoryStore()
  const nexus = await createNexus({ store, backend: createMemoryBackend(), plugins, gc: 'manual' })
  await nexus.write('/file', distinctBytes()())
  return nexus
}
