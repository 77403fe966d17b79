/** Files that are there get other bytes. */
import { oneCaller } from '../adapters/index.ts'
import { distinctBytes, manyBytes } from '../harness/bytes.ts'
import { storeContestants } from '../harness/contestants.ts'
import { interleave, timed } from '../harness/measure.ts'
import { ratioGoal, type Scenario } from '../harness/scenario.ts'

const FILES = 100

/** 4 KiB each, one at a time, over 100 files again and again. Nexus keeps the earlier versions. */
export const overwrite: Scenario = {
  name: 'overwrite',
  async run(settings) {
    const count = settings.quick ? 100 : 1000
    const next = distinctBytes()
    const contestants = storeContestants(oneCaller, settings.folder, {
      async prepare(store) {
        for (let index = 0; index < FILES; index++) await store.write(`file-${index}`, next())
      },
      round(store) {
        const contents = manyBytes(next, count)
        const write = store.overwrite ?? store.write
        return timed(count, 1, (index) =>
          write(`file-${index % FILES}`, contents[index] as Uint8Array),
        )
      },
    })
    const measurements = await interleave(contestants, settings.repeats)
    return [
      {
        title: 'Overwrite 4 KiB, one at a time',
        display: 'rate',
        measurements,
        goals: [ratioGoal('overwrite', measurements, 'bare SQLite', 0.35, 0.5)],
        notes: ['Nexus alone keeps what was there before.'],
      },
    ]
  },
}
