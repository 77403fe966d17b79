/** Deleting files: one at a time, and a directory of them at once. */
import { join } from 'node:path'
import { bareSqlite, openDatabase } from '../adapters/bare-sqlite.ts'
import { oneCaller } from '../adapters/index.ts'
import { DIRECTORY, openNexus } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { storeContestants } from '../harness/contestants.ts'
import { type Contestant, interleave, timed } from '../harness/measure.ts'
import { ratioGoal, type Scenario, type Settings, type Table } from '../harness/scenario.ts'

const ROW = 'bare SQLite, one-row update'

/** Nexus keeps deleted files for undo; the bare statement marks a row. */
export const remove: Scenario = {
  name: 'delete',
  run: async (settings) => [await deleteOne(settings), await deleteMany(settings)],
}

async function deleteOne(settings: Settings): Promise<Table> {
  const count = settings.quick ? 100 : 1000
  const next = distinctBytes(256)
  const kinds = oneCaller.filter((kind) => kind !== bareSqlite)
  const [own, ...others] = storeContestants(kinds, settings.folder, {
    async round(store, round) {
      await timed(count, 16, (index) => store.write(`file-${round}-${index}`, next()))
      return timed(count, 1, (index) => store.remove?.(`file-${round}-${index}`))
    },
  })
  const bare = markedRows(settings.folder, count, false)
  const contestants = [own, bare, ...others].filter((contestant) => contestant !== undefined)
  const measurements = await interleave(contestants, settings.repeats)
  return {
    title: 'Delete, one at a time',
    display: 'rate',
    measurements,
    goals: [ratioGoal('delete', measurements, ROW, 0.45, 0.6)],
  }
}

async function deleteMany(settings: Settings): Promise<Table> {
  const count = settings.quick ? 400 : 2000
  const folder = join(settings.folder, 'many')
  const nexus = await openNexus(folder)
  const own: Contestant = {
    name: 'nexus',
    note: 'a directory with all that is in it',
    async round(round) {
      const directory = `${DIRECTORY}/${round}`
      const items = Array.from({ length: count }, (_, index) => ({
        path: `${directory}/file-${index}`,
        content: 'x',
      }))
      await nexus.writeBatch(items)
      const { milliseconds } = await timed(1, 1, () => nexus.rmdir(directory, { recursive: true }))
      return { operations: count, milliseconds }
    },
    close: () => nexus.close(),
  }
  const contestants = [own, markedRows(folder, count, true)]
  const measurements = await interleave(contestants, settings.repeats)
  return {
    title: `Delete ${count.toLocaleString('en-US')} files in one step`,
    display: 'rate',
    measurements,
    goals: [ratioGoal('delete-batch', measurements, ROW, 0.4, 0.6)],
  }
}

function markedRows(folder: string, count: number, atOnce: boolean): Contestant {
  const database = openDatabase(join(folder, 'rows.db'))
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, ended INTEGER, bytes BLOB NOT NULL)')
  const insert = database.prepare('INSERT INTO row (bytes) VALUES (?)')
  const update = database.prepare('UPDATE row SET ended = ? WHERE id = ?')
  const filler = Buffer.alloc(200, 7)
  const each = (first: number): void => {
    for (let index = 0; index < count; index++) update.run(index, first + index)
  }
  const together = database.transaction(each)
  return {
    name: ROW,
    note: atOnce ? 'in one transaction' : 'durable, each in its own commit',
    async round() {
      const last = database.transaction(() => {
        for (let index = 0; index < count; index++) insert.run(filler)
        return Number(database.prepare('SELECT max(id) FROM row').pluck().get())
      })()
      const first = last - count + 1
      const { milliseconds } = await timed(1, 1, () => (atOnce ? together : each)(first))
      return { operations: count, milliseconds }
    },
    async close() {
      database.close()
    },
  }
}
