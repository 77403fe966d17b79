/** The same bytes under many names. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../adapters/bare-sqlite.ts'
import { DIRECTORY, nexusFiles, openNexus } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { storeContestants } from '../harness/contestants.ts'
import { bytesOnDisk } from '../harness/disk.ts'
import { type Contestant, interleave, timed } from '../harness/measure.ts'
import { type Goal, ratioGoal, type Scenario } from '../harness/scenario.ts'

/** 4 KiB that are known already, one at a time; and what each such file adds on disk. */
export const duplicates: Scenario = {
  name: 'duplicates',
  async run(settings) {
    const count = settings.quick ? 100 : 1000
    const bytes = distinctBytes()()
    const contestants = [
      ...storeContestants([nexusFiles], settings.folder, {
        round: (store, round) =>
          timed(count, 1, (index) => store.write(`file-${round}-${index}`, bytes)),
      }),
      smallRows(settings.folder, count),
    ]
    const measurements = await interleave(contestants, settings.repeats)
    const disk = await diskOfDuplicates(join(settings.folder, 'disk'), settings.quick)
    return [
      {
        title: 'Write 4 KiB that are there already, one at a time',
        display: 'rate',
        measurements,
        goals: [
          ratioGoal('duplicates', measurements, 'bare SQLite, 200 byte row', 0.45, 0.6),
          diskGoal(disk),
        ],
      },
    ]
  },
}

function smallRows(folder: string, count: number): Contestant {
  const database = openDatabase(join(folder, 'rows.db'))
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)')
  const insert = database.prepare('INSERT INTO row (bytes) VALUES (?)')
  const row = Buffer.alloc(200, 7)
  return {
    name: 'bare SQLite, 200 byte row',
    round: () => timed(count, 1, () => insert.run(row)),
    async close() {
      database.close()
    },
  }
}

function diskGoal(measured: number): Goal {
  return {
    id: 'duplicates-disk',
    label: 'disk for each duplicate, name, version and log included',
    kind: 'ratio',
    measured,
    limit: 640,
    direction: 'atMost',
    unit: 'bytes',
  }
}

async function diskOfDuplicates(folder: string, quick: boolean): Promise<number> {
  mkdirSync(folder)
  const bytes = distinctBytes()()
  const files = quick ? 2_000 : 20_000
  const write = async (from: number, to: number): Promise<number> => {
    const nexus = await openNexus(folder)
    const all = Array.from({ length: to - from }, (_, index) =>
      nexus.write(`${DIRECTORY}/file-${from + index}`, bytes),
    )
    await Promise.all(all)
    await nexus.close()
    return bytesOnDisk(folder)
  }
  const before = await write(0, 10)
  return ((await write(10, files + 10)) - before) / files
}
