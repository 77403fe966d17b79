/** New files of 4 KiB: one at a time, 16 at once, 100 at once. */
import type { FileStoreKind } from '../adapters/file-store.ts'
import { manyCallers, oneCaller } from '../adapters/index.ts'
import { nexusFiles } from '../adapters/nexus.ts'
import { distinctBytes, manyBytes } from '../harness/bytes.ts'
import { storeContestants } from '../harness/contestants.ts'
import { interleave, type Measurement, named, timed } from '../harness/measure.ts'
import { floorGoal, ratioGoal, type Scenario, type Settings } from '../harness/scenario.ts'

/** Each write returns before the next begins. */
export const writeOne: Scenario = {
  name: 'write',
  async run(settings) {
    const count = settings.quick ? 100 : 1000
    const measurements = await measureWrites(oneCaller, settings, 1, count)
    const own = named(measurements, 'nexus').milliseconds
    return [
      {
        title: 'Write 4 KiB, one at a time',
        display: 'rate',
        measurements,
        goals: [
          ratioGoal('write', measurements, 'bare SQLite', 0.45, 0.6),
          ratioGoal('write-raw', measurements, 'raw files, durable', 1),
          floorGoal('floor-write', 'write < 100 ms', own, 'atMost', 100, 'ms'),
        ],
      },
    ]
  },
}

/** 16 callers, each waiting for its own write. */
export const writeMany: Scenario = {
  name: 'write-16',
  async run(settings) {
    const count = settings.quick ? 320 : 3200
    const measurements = await measureWrites(manyCallers, settings, 16, count)
    return [
      {
        title: 'Write 4 KiB, 16 at once',
        display: 'rate',
        measurements,
        goals: [
          ratioGoal('write-16', measurements, 'bare SQLite', 2, 2.7),
          ratioGoal('write-16-raw', measurements, 'raw files, durable', 1),
          ratioGoal('write-16-unsafe', measurements, 'raw files, no fsync', 1),
        ],
      },
    ]
  },
}

/** 100 callers, of whom a quarter write and the others read what is there. */
export const mixed: Scenario = {
  name: 'mixed-100',
  async run(settings) {
    const count = settings.quick ? 400 : 4000
    const next = distinctBytes()
    const contestants = storeContestants([nexusFiles], settings.folder, {
      prepare: (store) => store.write('there', next()),
      round: (store, round) =>
        timed(count, 100, (index) =>
          index % 4 === 0 ? store.write(`file-${round}-${index}`, next()) : store.read('there'),
        ),
    })
    const measurements = await interleave(contestants, settings.repeats)
    const own = named(measurements, 'nexus').rate
    const label = '100 callers at once >= 100 operations/s'
    return [
      {
        title: '100 callers at once: 1 write of 4 KiB to 3 verified reads',
        display: 'rate',
        measurements,
        goals: [floorGoal('floor-concurrent', label, own, 'atLeast', 100, '/s')],
      },
    ]
  },
}

function measureWrites(
  kinds: readonly FileStoreKind[],
  settings: Settings,
  atOnce: number,
  count: number,
): Promise<Measurement[]> {
  const next = distinctBytes()
  const contestants = storeContestants(kinds, settings.folder, {
    round(store, round) {
      const contents = manyBytes(next, count)
      return timed(count, atOnce, (index) =>
        store.write(`file-${round}-${index}`, contents[index] as Uint8Array),
      )
    },
  })
  return interleave(contestants, settings.repeats)
}
