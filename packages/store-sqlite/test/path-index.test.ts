import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PATH_BLOCK } from '../src/path-index.ts'
import { writeFile } from './batches.ts'
import { openParts, openStore } from './opened.ts'

const BLOCKS = 3
/** Rows of the log that the tests add, so that so many blocks are due and a tail is left. */
const ROWS = BLOCKS * PATH_BLOCK + 500

/** Adds rows whose paths repeat every 1,000; each tenth is a rename to a place below `/moved`. */
function fillLog(db: Sqlite.Database): void {
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO operation_log(sequence, id, space, type, path, target, time)
    SELECT i, randomblob(16), 1, 'write', '/d' || (i % 10) || '/f' || (i % 1000), iif(i % 10 = 0, '/moved/f' || (i % 1000), NULL), i
    FROM n`)
}

let world: Awaited<ReturnType<typeof openParts>>
beforeEach(async () => {
  world = await openParts()
})
afterEach(() => world.close())

/** Sequences that a query by SQL finds, newest first. */
function expected(condition: string): readonly number[] {
  return world.parts.statements.db
    .prepare(`SELECT sequence FROM operation_log WHERE ${condition} ORDER BY sequence DESC`)
    .pluck()
    .all() as number[]
}

const QUERIES = [
  [{ path: '/d7/f7' }, `path = '/d7/f7'`],
  [{ path: '/moved/f0' }, `target = '/moved/f0'`],
  [{ path: '/d7/f' }, '0'],
  [{ under: '/moved' }, 'target IS NOT NULL'],
  [{ under: '/d7/f7' }, `path = '/d7/f7'`],
  [
    { under: '/d7', since: 20_000, until: 40_000 },
    `path LIKE '/d7/%' AND time BETWEEN 20000 AND 39999`,
  ],
  [{ under: '/d7', path: '/d7/f17' }, `path = '/d7/f17'`],
  [{ path: '/d7/f7', types: ['delete'] as const }, '0'],
] as const

async function sequences(query: (typeof QUERIES)[number][0]): Promise<readonly number[]> {
  const { queryOperations } = await import('../src/operation-query.ts')
  const found: number[] = []
  let after: string | undefined
  do {
    const page = await queryOperations(world.parts, 'acme', { ...query, limit: 700, after })
    found.push(...page.rows.map(({ sequence }) => sequence))
    after = page.next
  } while (after !== undefined)
  return found
}

async function startLog(): Promise<void> {
  world.parts.statements.db.exec(`INSERT INTO spaces(id, name) VALUES (1, 'acme')`)
  fillLog(world.parts.statements.db)
}

test('queries by path find the same before, while and after the index follows the log', async () => {
  await startLog()
  for (const [query, condition] of QUERIES)
    expect(await sequences(query)).toEqual(expected(condition))
  await world.parts.paths.follow()
  expect(world.parts.paths.blocks).toBe(BLOCKS)
  for (const [query, condition] of QUERIES)
    expect(await sequences(query)).toEqual(expected(condition))
}, 60_000)

test('a block that a crash left unfinished is written again', async () => {
  await startLog()
  await world.parts.paths.follow()
  const { db } = world.parts.statements
  const rows = db.prepare('SELECT * FROM operation_paths').raw().all()
  db.exec(`UPDATE store SET path_blocks = 1;
    DELETE FROM operation_paths WHERE block = 2 OR (block = 1 AND path > '/d5')`)
  expect(await sequences({ under: '/moved' })).toEqual(expected('target IS NOT NULL'))
  await world.parts.paths.follow()
  expect(db.prepare('SELECT * FROM operation_paths').raw().all()).toEqual(rows)
}, 60_000)

test('the event loop runs while the index follows the log', async () => {
  await startLog()
  let turns = 0
  const ticking = setInterval(() => turns++, 0)
  await world.parts.paths.follow()
  clearInterval(ticking)
  expect(turns).toBeGreaterThan(BLOCKS)
}, 60_000)

test('commits make the index follow by themselves, and closing does not wait for all of it', async () => {
  const { store, path, close } = await openStore()
  await store.migrate()
  await writeFile(store, 'a', 'a')
  const db = new Sqlite(path)
  fillLog(db)
  const blocks = db.prepare('SELECT path_blocks FROM store').pluck()
  for (let count = 0; blocks.get() !== BLOCKS && count < 20_000; count++)
    await writeFile(store, 'a', String(count), { preconditions: [] })
  expect(blocks.get()).toBe(BLOCKS)
  expect((await store.operations('acme', { path: '/d7/f7', limit: 1 })).rows).toHaveLength(1)
  db.close()
  await close()
}, 120_000)
