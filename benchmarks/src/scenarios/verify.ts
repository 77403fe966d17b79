/** Checking the log. */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase } from '../adapters/bare-sqlite.ts'
import { openNexus } from '../adapters/nexus.ts'
import { type Contestant, interleave, timed } from '../harness/measure.ts'
import { ratioGoal, type Scenario } from '../harness/scenario.ts'
import { treeCount } from './tree.ts'

const BARE = 'bare SHA-256'

/** The whole chain against the hash of each row, read one after another. */
export const verify: Scenario = {
  name: 'verify',
  async run(settings) {
    const { nexusFolder } = await settings.population(treeCount(settings))
    const nexus = await openNexus(nexusFolder)
    const { count } = await nexus.operations.verify()
    const measurements = await interleave(
      [
        {
          name: 'nexus',
          note: 'rows, effects, seals and their chain',
          async round() {
            const { milliseconds } = await timed(1, 1, async () => {
              const { ok } = await nexus.operations.verify()
              if (!ok) throw new Error('The log was said to be damaged.')
            })
            return { operations: count, milliseconds }
          },
        },
        bareHashes(join(nexusFolder, 'metadata.db')),
      ],
      settings.repeats,
    )
    await nexus.close()
    return [
      {
        title: `Verify a log of ${count.toLocaleString('en-US')} operations`,
        display: 'rate',
        measurements,
        goals: [ratioGoal('verify', measurements, BARE, 0.5)],
        notes: ['Operations a second.'],
      },
    ]
  },
}

function bareHashes(path: string): Contestant {
  const database = openDatabase(path)
  const rows = database.prepare('SELECT * FROM operation_log ORDER BY sequence').raw()
  return {
    name: BARE,
    note: 'of each row of the log, as JSON',
    async round() {
      const start = performance.now()
      let operations = 0
      for (const row of rows.iterate()) {
        hash('sha256', JSON.stringify(row), 'buffer')
        operations += 1
      }
      return { operations, milliseconds: performance.now() - start }
    },
    async close() {
      database.close()
    },
  }
}
