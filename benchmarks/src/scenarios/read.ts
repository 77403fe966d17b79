/** Reading files of 4 KiB whole. */
import type { FileStoreKind } from '../adapters/file-store.ts'
import { manyCallers } from '../adapters/index.ts'
import { nexusCachedFiles } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { storeContestants } from '../harness/contestants.ts'
import { interleave, named, timed } from '../harness/measure.ts'
import {
  floorGoal,
  ratioGoal,
  type Scenario,
  type Settings,
  type Table,
} from '../harness/scenario.ts'

const FILES = 1000
const RAW = 'fs.promises.readFile'

/** One at a time and 16 at once; Nexus verifies each by its SHA-256. */
export const read: Scenario = {
  name: 'read',
  run: async (settings) => [await readTable(settings, 1), await readTable(settings, 16)],
}

async function readTable(settings: Settings, atOnce: number): Promise<Table> {
  const next = distinctBytes()
  const count = settings.quick ? 1000 : 5000
  const contestants = storeContestants(kinds(), `${settings.folder}/${atOnce}`, {
    async prepare(store) {
      for (let index = 0; index < FILES; index++) await store.write(`file-${index}`, next())
    },
    round: (store, round) =>
      timed(count, atOnce, (index) => store.read(`file-${(index * 7 + round + 1) % FILES}`)),
  })
  const measurements = await interleave(contestants, settings.repeats)
  return {
    title: `Read 4 KiB, ${atOnce === 1 ? 'one at a time' : `${atOnce} at once`}`,
    display: 'rate',
    measurements,
    goals:
      atOnce === 1 ? goalsOfOne(measurements) : [ratioGoal('read-16', measurements, RAW, 1.5, 3)],
    notes: ['Without its cache Nexus reads and verifies each file anew.'],
  }
}

function goalsOfOne(measurements: Awaited<ReturnType<typeof interleave>>): Table['goals'] {
  const own = named(measurements, 'nexus').milliseconds
  const cached = named(measurements, 'nexus, from its cache').milliseconds
  return [
    ratioGoal('read', measurements, RAW, 3, 8),
    floorGoal('floor-read-cached', 'read from the cache < 5 ms', cached, 'atMost', 5, 'ms'),
    floorGoal('floor-read', 'read otherwise < 50 ms', own, 'atMost', 50, 'ms'),
  ]
}

function kinds(): FileStoreKind[] {
  const [own, ...others] = manyCallers
  const renamed = others
    .filter((kind) => kind.name !== 'raw files, durable')
    .map((kind) =>
      kind.name === 'raw files, no fsync' ? { ...kind, name: RAW, note: 'verifies nothing' } : kind,
    )
  return [...(own === undefined ? [] : [own]), nexusCachedFiles, ...renamed]
}
