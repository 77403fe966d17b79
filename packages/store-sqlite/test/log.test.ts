import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitMember } from '../src/commit-member.ts'
import { fileBatch, writeFile } from './batches.ts'
import { openParts, openStore } from './opened.ts'

let world: Awaited<ReturnType<typeof openStore>>
beforeEach(async () => {
  world = await openStore()
  await world.store.migrate()
  await writeFile(world.store, 'a', 'a')
})
afterEach(() => world.close())

test.each([
  ['UPDATE', `UPDATE operation_log SET path = '/b'`],
  ['DELETE', 'DELETE FROM operation_log'],
])('the database refuses %s of the log', (_, sql) => {
  const db = new Sqlite(world.path)
  expect(() => db.exec(sql)).toThrow('append-only')
  db.close()
})

test('a connection of the store refuses REPLACE of the log, which deletes', async () => {
  const { parts, close } = await openParts()
  await parts.commits.run(commitMember(fileBatch('a', 'a'), 'full'))
  const sql = 'INSERT OR REPLACE INTO operation_log SELECT * FROM operation_log'
  expect(() => parts.statements.db.exec(sql)).toThrow('append-only')
  await close()
})

test('a filtered query of a long log yields to others', async () => {
  const db = new Sqlite(world.path)
  db.exec(`WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
    INSERT INTO operation_log(sequence, id, space, type, path, time)
    SELECT i, randomblob(16), 1, 'write', '/other', 0 FROM n`)
  db.close()
  let turns = 0
  const ticking = setInterval(() => turns++, 0)
  const { rows } = await world.store.operations('acme', { path: '/a', limit: 10 })
  clearInterval(ticking)
  expect(rows.map(({ sequence }) => sequence)).toEqual([1])
  expect(turns).toBeGreaterThan(1)
})
