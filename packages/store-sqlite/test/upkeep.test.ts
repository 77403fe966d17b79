import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT_ID } from '@nexusfs/core/spec'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batchOf, treeBatch, writeFile } from './batches.ts'
import { openStore } from './opened.ts'

let world: Awaited<ReturnType<typeof openStore>>
beforeEach(async () => {
  world = await openStore()
  await world.store.migrate()
})
afterEach(() => world.close())

const copyPath = (): string => join(dirname(world.path), 'copy.db')

test('a backup that is made while others write is one state, and opens with the usual settings', async () => {
  const { store } = world
  await store.commit(treeBatch('tree', 3_000))
  const other = await world.second()
  let isDone = false
  let written = 0
  const backup = store.backup?.(copyPath()).finally(() => {
    isDone = true
  })
  while (!isDone) {
    await Promise.all([writeFile(store, 'a', `${written}`), writeFile(other, 'b', `${written}`)])
    written++
  }
  await backup
  expect(written).toBeGreaterThan(1)
  const copy = await world.openBackup(copyPath())
  const settled = await copy.settled()
  expect(settled).toBeLessThanOrEqual(await store.settled())
  const { rows } = await copy.changes('acme', undefined, 10_000)
  expect(rows.at(-1)?.sequence).toBe(settled)
  expect(await copy.inspect()).toEqual([])
  expect((await copy.health()).details.synchronous).toBe(2)
  await writeFile(copy, 'c', 'c')
  await copy.close()
  expect(statSync(copyPath()).mode & 0o777).toBe(0o600)
}, 60_000)

test('a backup that fails or is stopped leaves no file', async () => {
  const { store } = world
  await store.commit(treeBatch('tree', 3_000))
  const folder = readdirSync(dirname(world.path))
  const stop = new AbortController()
  const stopped = store.backup?.(copyPath(), {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' })
  const nowhere = join(dirname(world.path), 'absent', 'copy.db')
  await expect(store.backup?.(nowhere)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(existsSync(copyPath())).toBe(false)
  expect(readdirSync(dirname(world.path))).toEqual(folder)
}, 60_000)

test('compact gives the bytes of dropped content back while others go on', async () => {
  const { store, path } = world
  for (let index = 0; index < 40; index++)
    await writeFile(store, `f${index}`, randomBytes(50_000).toString('hex'))
  const db = new Sqlite(path)
  db.exec('UPDATE content SET bytes = NULL')
  db.close()
  const { bytes, reclaimable } = await store.size()
  expect(reclaimable).toBeGreaterThan(3_000_000)
  const [given] = await Promise.all([store.compact(), writeFile(store, 'beside', 'x')])
  expect(given).toBeGreaterThan(3_000_000)
  const after = await store.size()
  expect(after.reclaimable).toBeLessThan(100_000)
  expect(bytes - after.bytes).toBeGreaterThan(3_000_000)
}, 60_000)

/** Damage planted with SQL, and what is to be said of it. */
const DAMAGE = [
  [`UPDATE nodes SET parent = randomblob(16) WHERE name = 'a'`, 'in a directory that is not live'],
  [
    `UPDATE nodes SET parent = (SELECT id FROM nodes WHERE name = 'd') WHERE name = 'd'`,
    'cannot be reached',
  ],
  [`UPDATE nodes SET version = 0 WHERE name = 'a'`, 'neither a file nor a directory'],
  [`DELETE FROM content WHERE id = (SELECT min(content) FROM nodes)`, 'which is not there'],
  [`DELETE FROM content WHERE id = (SELECT min(content) FROM node_history)`, 'which is not there'],
  [`UPDATE nodes SET size = 99 WHERE name = 'a'`, 'differ in hash or size'],
  [`UPDATE content SET hash = randomblob(32)`, 'differ in hash or size'],
  [`UPDATE content SET owner = NULL`, 'is not noted'],
  ['INSERT INTO content_uses VALUES (1, 1, randomblob(16))', 'that no state has'],
  ['UPDATE content SET owner = randomblob(16)', 'that no state has'],
  ['INSERT INTO content_uses SELECT id, owner_space, owner FROM content', 'is noted twice'],
  ['UPDATE content SET base = 77, part = 78 WHERE id = 1', 'made of content that is not there'],
  ['UPDATE content SET bytes = NULL', 'are not there, or not all of them'],
  [
    `INSERT INTO content(pool, backend, hash, size, state, generation) SELECT pool, backend, hash, size, 0, 1 FROM content LIMIT 1`,
    'rows stand for the one content',
  ],
  [
    'INSERT INTO content_candidates VALUES (77, 1)',
    'is a candidate for collection and is not there',
  ],
  ['UPDATE node_history SET "from" = "to"', 'overlaps with another'],
  ['UPDATE nodes SET version = 1', 'does not follow'],
  ['UPDATE store SET path_blocks = 1', 'index by path lacks'],
] as const

test.each(DAMAGE)('inspect finds what %s does', async (sql, problem) => {
  const { store, path } = world
  const d = { kind: 'ensureDirectory', parent: ROOT_ID, name: 'd' } as const
  await store.commit(batchOf('mkdir', '/d', { ...d, id: '01900000-0000-7000-8000-0000000000aa' }))
  for (const text of ['one', 'two', 'three']) await writeFile(store, 'a', text)
  expect(await store.inspect()).toEqual([])
  const db = new Sqlite(path)
  db.exec(sql)
  db.close()
  expect(await store.inspect()).toContainEqual(expect.stringContaining(problem))
})

test('inspect finds a damaged page', async () => {
  const { store, path } = world
  await writeFile(store, 'a', 'one')
  const db = new Sqlite(path)
  db.unsafeMode()
  db.pragma('writable_schema = ON')
  db.exec(
    `UPDATE sqlite_schema SET sql = replace(sql, 'nodes(id, space)', 'nodes(space, id)') WHERE name = 'nodes_id'`,
  )
  db.close()
  const [problem] = await store.inspect()
  expect(problem).toContain('The database file is damaged')
})

test('inspect can be stopped while it runs', async () => {
  const stop = new AbortController()
  const inspected = world.store.inspect({ signal: stop.signal })
  stop.abort()
  await expect(inspected).rejects.toMatchObject({ code: 'ABORTED' })
})
