import Sqlite from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { openStore } from './opened.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

test('large records do not lie between the keys that a look-up compares', async () => {
  const world = await openStore()
  closing.push(() => world.close())
  const { store, path } = world
  await store.migrate()
  const value = { text: 'x'.repeat(35_000) }
  for (let number = 0; number < 50; number++)
    await store.commit({
      space: 'default',
      operations: [],
      mutations: [
        { kind: 'record', action: 'put', collection: 'seal', key: `default/${number}`, value },
      ],
    })
  const [found] = await store.getRecords('seal', ['default/7'])
  expect(found?.value).toEqual(value)
  const db = new Sqlite(path, { readonly: true })
  closing.push(() => void db.close())
  const pages = db
    .prepare(
      `SELECT pagetype, count(*) FROM dbstat WHERE name = 'sqlite_autoindex_records_1' GROUP BY pagetype`,
    )
    .raw()
    .all()
  expect(pages).toEqual([['leaf', 1]])
})
