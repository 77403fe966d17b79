import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { createSqliteStore } from '../src/index.ts'
import { writeFile } from './batches.ts'
import { openParts, openStore, temporaryFolder } from './opened.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function opened(options: Parameters<typeof openStore>[0] = {}) {
  const world = await openStore(options)
  closing.push(() => world.close())
  await world.store.migrate()
  return world
}

test('synchronous is FULL on a new database, on every reopening and on every connection', async () => {
  const { store, reopen, second } = await opened()
  expect((await store.health()).details).toMatchObject({ synchronous: 2, journalMode: 'wal' })
  await writeFile(store, 'a', 'a')
  expect((await (await second()).health()).details.synchronous).toBe(2)
  const again = await reopen()
  expect(await again.health()).toMatchObject({ ok: true, details: { synchronous: 2 } })
})

test('durability normal is an explicit choice and is NORMAL', async () => {
  const { store } = await opened({ durability: 'normal' })
  expect(await store.health()).toMatchObject({ ok: true, details: { synchronous: 1 } })
})

test('a database is made with 4 KiB pages and incremental vacuum, for its owner alone', async () => {
  const { store, path } = await opened()
  await writeFile(store, 'a', 'a')
  const db = new Sqlite(path, { readonly: true })
  closing.push(() => void db.close())
  expect(db.pragma('page_size', { simple: true })).toBe(4096)
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('all of the database that SQLite can map is read from the map', async () => {
  const { parts, close } = await openParts()
  closing.push(close)
  const { db } = parts.statements
  const mapped = db.pragma('mmap_size', { simple: true })
  expect(mapped).toBeGreaterThan(0)
  expect(db.pragma('mmap_size = 9000000000', { simple: true })).toBe(mapped)
})

test('missing folders are made', async () => {
  const folder = temporaryFolder()
  closing.push(folder.remove)
  const store = createSqliteStore({ path: join(folder.path, 'a', 'b', 'store.db') })
  await store.migrate()
  await store.close()
  expect(statSync(join(folder.path, 'a', 'b')).mode & 0o777).toBe(0o700)
})

test('a file that is no database is CORRUPT and stays as it is', async () => {
  const folder = temporaryFolder()
  closing.push(folder.remove)
  const path = join(folder.path, 'notes.txt')
  writeFileSync(path, 'notes '.repeat(1_000))
  const store = createSqliteStore({ path })
  await expect(store.migrate()).rejects.toMatchObject({ code: 'CORRUPT' })
  await store.close()
  expect(statSync(path).size).toBe(6_000)
})

test('a folder in place of the file is UNAVAILABLE', async () => {
  const folder = temporaryFolder()
  closing.push(folder.remove)
  const store = createSqliteStore({ path: folder.path })
  await expect(store.migrate()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('what is no file path is INVALID_ARGUMENT', () => {
  for (const path of ['', ':memory:', 'file:store.db?mode=memory'])
    expect(() => createSqliteStore({ path })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
})

test('close waits for queued commits, and everything after it is CLOSED', async () => {
  const { store, reopen } = await opened()
  const writing = Promise.all(['a', 'b', 'c'].map((name) => writeFile(store, name, name)))
  // The commits are queued in this turn; close is called before any of them ran.
  const closed = store.close()
  expect(await writing).toHaveLength(3)
  await closed
  await store.close()
  await expect(store.resolve('acme', ['a'])).rejects.toMatchObject({ code: 'CLOSED' })
  await expect(writeFile(store, 'd', 'd')).rejects.toMatchObject({ code: 'CLOSED' })
  await expect(store.migrate()).rejects.toMatchObject({ code: 'CLOSED' })
  expect((await (await reopen()).resolve('acme', ['c'])).found).toBeDefined()
})

test('a store that is not migrated says so', async () => {
  const { store, close } = await openStore()
  closing.push(close)
  await expect(store.settled()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    hint: expect.stringContaining('migrate()'),
  })
})
