import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { TEST_COLLECTIONS } from '@nexusfs/testkit'
import Sqlite from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { createSqliteStore } from '../src/index.ts'
import { openStore } from './opened.ts'

const run = promisify(execFile)
const script = fileURLToPath(new URL('./migrate-process.ts', import.meta.url))

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function world() {
  const opened = await openStore()
  closing.push(() => opened.close())
  return opened
}

test('processes that start at once on a new path make one store', async () => {
  const { path, store } = await world()
  const names = ['one', 'two', 'three']
  const outputs = await Promise.all(
    names.map((name) => run(process.execPath, ['--conditions=nexusfs-source', script, path, name])),
  )
  const { storeId } = await store.migrate()
  expect(outputs.map(({ stdout }) => stdout)).toEqual(names.map(() => `${storeId} 2\n`))
  const { rows } = await store.listChildren('acme', '00000000-0000-0000-0000-000000000000', {
    limit: 10,
  })
  expect(rows.map(({ name }) => name)).toEqual(['one', 'three', 'two'])
}, 60_000)

test('migrate is idempotent, and does not write to a store that is as it should be', async () => {
  const { path, store } = await world()
  const identity = await store.migrate()
  expect(await store.migrate()).toEqual(identity)
  const other = createSqliteStore({ path, busyTimeoutMs: 0 })
  const holder = new Sqlite(path)
  holder.exec('BEGIN IMMEDIATE')
  expect(await other.migrate()).toEqual(identity)
  holder.exec('ROLLBACK')
  holder.close()
  await other.close()
})

test('indexes of newly declared collections are made when a store is opened', async () => {
  const { path, store } = await world()
  await store.migrate()
  const count = (): unknown => {
    const db = new Sqlite(path, { readonly: true })
    const sql =
      "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name LIKE 'records@_%' ESCAPE '@'"
    const found = db.prepare(sql).pluck().get()
    db.close()
    return found
  }
  const before = count()
  const other = createSqliteStore({ path, collections: TEST_COLLECTIONS })
  await other.migrate()
  await other.close()
  expect(count()).toBeGreaterThan(before as number)
})

test('a store that needs a newer reader is STORE_FORMAT and names both formats', async () => {
  const { path, store } = await world()
  await store.migrate()
  await store.close()
  const db = new Sqlite(path)
  db.exec('UPDATE store SET format = 9, min_reader = 8')
  db.close()
  const reader = createSqliteStore({ path })
  await expect(reader.migrate()).rejects.toMatchObject({
    code: 'STORE_FORMAT',
    message: expect.stringMatching(/format 9.*format 8.*up to 1/),
  })
})

test('a store of a newer format that this version may still read is opened', async () => {
  const { path, store } = await world()
  await store.migrate()
  await store.close()
  const db = new Sqlite(path)
  db.exec('UPDATE store SET format = 2')
  db.close()
  const reader = createSqliteStore({ path })
  expect(await reader.migrate()).toMatchObject({ format: 2 })
  await reader.close()
})

test('a database of another program is STORE_FORMAT and stays as it is', async () => {
  const { path, store } = await world()
  const db = new Sqlite(path)
  db.exec('CREATE TABLE theirs(a)')
  db.close()
  await expect(store.migrate()).rejects.toMatchObject({ code: 'STORE_FORMAT' })
  const after = new Sqlite(path, { readonly: true })
  expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['theirs'])
  after.close()
})
