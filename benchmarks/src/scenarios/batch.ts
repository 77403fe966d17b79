/** Many files in one step. */

import { bareSqlite } from '../adapters/bare-sqlite.ts'
import type { FileStore } from '../adapters/file-store.ts'
import { nexusFiles } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { storeContestants } from '../harness/contestants.ts'
import { type Contestant, interleave, named, type Round, timed } from '../harness/measure.ts'
import { floorGoal, ratioGoal, type Scenario, type Table } from '../harness/scenario.ts'

/** Batches of 1,000 and 2,000 files, and the same files one at a time. */
export const batch: Scenario = {
  name: 'batch',
  async run(settings) {
    const tables: Table[] = []
    for (const size of settings.quick ? [200, 400] : [1000, 2000]) {
      const folder = `${settings.folder}/${size}`
      const contestants = [
        ...storeContestants([nexusFiles, bareSqlite], folder, {
          round: (store, round) => writeAsBatch(store, round, size),
        }),
        ...singles(`${folder}-single`, settings.quick ? 100 : 500),
      ]
      tables.push(tableOf(size, await interleave(contestants, settings.repeats)))
    }
    return tables
  },
}

function singles(folder: string, count: number): Contestant[] {
  const next = distinctBytes()
  const contestants = storeContestants([nexusFiles], folder, {
    round: (store, round) =>
      timed(count, 1, (index) => store.write(`file-${round}-${index}`, next())),
  })
  return contestants.map((contestant) => ({ ...contestant, name: 'nexus, one at a time' }))
}

async function writeAsBatch(store: FileStore, round: number, size: number): Promise<Round> {
  const next = distinctBytes()
  const files = Array.from({ length: size }, (_, index) => ({
    name: `file-${round}-${index}`,
    bytes: next(),
  }))
  const { milliseconds } = await timed(1, 1, () => store.writeBatch?.(files))
  return { operations: size, milliseconds }
}

function tableOf(size: number, measurements: Awaited<ReturnType<typeof interleave>>): Table {
  const single = named(measurements, 'nexus, one at a time').rate
  const gain = named(measurements, 'nexus').rate / single
  return {
    title: `Write 4 KiB, ${size.toLocaleString('en-US')} in one batch`,
    display: 'rate',
    measurements,
    goals: [
      ratioGoal(`batch-${size}`, measurements, 'bare SQLite', 0.4, 0.6),
      floorGoal(`floor-batch-${size}`, 'batch >= 4x single writes', gain, 'atLeast', 4, 'x'),
    ],
    notes: ['Bare SQLite: the same number of INSERTs in one transaction.'],
  }
}
