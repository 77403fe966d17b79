import { ROOT_ID } from '@nexusfs/core/spec'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileBatch, writeFile } from './batches.ts'
import { openStore } from './opened.ts'
import { countTransactions } from './wal-frames.ts'

let world: Awaited<ReturnType<typeof openStore>>
beforeEach(async () => {
  world = await openStore({ busyTimeoutMs: 100 })
  await world.store.migrate()
  await writeFile(world.store, 'first', 'makes the space')
})
afterEach(() => world.close())

async function transactionsOf(action: () => Promise<unknown>): Promise<number> {
  const before = countTransactions(world.path)
  await action()
  return countTransactions(world.path) - before
}

test('commits of one turn share one transaction', async () => {
  const { store } = world
  const names = Array.from({ length: 16 }, (_, index) => `file-${index}`)
  const count = await transactionsOf(() =>
    Promise.all(names.map((name) => writeFile(store, name, name))),
  )
  expect(count).toBe(1)
  for (const name of names) expect((await store.resolve('acme', [name])).found).toBeDefined()
})

test('a lone writer gets one transaction a commit', async () => {
  const count = await transactionsOf(async () => {
    for (const name of ['a', 'b', 'c']) await writeFile(world.store, name, name)
  })
  expect(count).toBe(3)
})

test('16 writers in loops share their transactions', async () => {
  const count = await transactionsOf(() =>
    Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        for (let index = 0; index < 10; index++)
          await writeFile(world.store, `file-${writer}-${index}`, 'x')
      }),
    ),
  )
  expect(count).toBeLessThanOrEqual(12)
})

test('a group is bounded: 300 commits of two changes are at least three transactions', async () => {
  const count = await transactionsOf(() =>
    Promise.all(Array.from({ length: 300 }, (_, at) => writeFile(world.store, `file-${at}`, 'x'))),
  )
  expect(count).toBeGreaterThanOrEqual(3)
  expect(count).toBeLessThanOrEqual(4)
})

test('members whose precondition fails are taken out, the others share a transaction', async () => {
  const { store } = world
  const preconditions = [{ kind: 'absent', parent: ROOT_ID, name: 'first' }] as const
  let results: unknown[] = []
  const count = await transactionsOf(async () => {
    results = await Promise.all([
      store.commit(fileBatch('a', 'a')),
      store.commit(fileBatch('first', 'b', { preconditions })),
      store.commit(fileBatch('c', 'c')),
    ])
  })
  expect(results).toMatchObject([{ ok: true }, { ok: false, failed: 'precondition' }, { ok: true }])
  expect(count).toBe(1)
})

test('members that fail after they wrote are taken back, the others share a transaction', async () => {
  const { store } = world
  const missing = { parent: '01900000-0000-7000-8000-000000000000' }
  let results: unknown[] = []
  const count = await transactionsOf(async () => {
    results = await Promise.allSettled([
      store.commit(fileBatch('a', 'a')),
      store.commit(fileBatch('b', 'only here', missing)),
      store.commit({ ...fileBatch('c', 'c'), operations: [] }),
      store.commit(fileBatch('d', 'd')),
    ])
  })
  expect(results).toMatchObject([
    { value: { ok: true } },
    { value: { ok: false, failed: 'structure', problem: 'parentMissing' } },
    { reason: { code: 'INVALID_ARGUMENT' } },
    { value: { ok: true } },
  ])
  expect(count).toBe(1)
  const { rows } = await store.changes('acme', undefined, 10)
  expect(rows.map(({ path, sequence }) => [path, sequence])).toEqual([
    ['/first', 1],
    ['/a', 2],
    ['/d', 3],
  ])
})

test('a space that only a failed commit named gets no row', async () => {
  const { store, path } = world
  const batch = fileBatch('a', 'a', { parent: '01900000-0000-7000-8000-000000000000' })
  await store.commit({ ...batch, space: 'ghost' })
  const db = new Sqlite(path, { readonly: true })
  expect(db.prepare('SELECT name FROM spaces').pluck().all()).toEqual(['acme'])
  db.close()
})

test('a commit waits for another process without holding the event loop, then is BUSY', async () => {
  const { store, path } = world
  const holder = new Sqlite(path)
  holder.exec('BEGIN IMMEDIATE')
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  await expect(writeFile(store, 'a', 'a')).rejects.toMatchObject({ code: 'BUSY' })
  clearInterval(ticking)
  expect(turns).toBeGreaterThan(3)
  expect((await store.resolve('acme', ['first'])).found).toBeDefined()

  const writing = writeFile(store, 'b', 'b')
  setTimeout(() => holder.exec('ROLLBACK'), 20)
  expect(await writing).toMatchObject({ name: 'b' })
  holder.close()
})

test('deferred commits share the promise of full ones after sync, and FULL is restored at once', async () => {
  const { store, reopen } = world
  const result = await store.commit(fileBatch('a', 'a'), { durability: 'deferred' })
  expect(result.ok).toBe(true)
  expect((await store.health()).details.synchronous).toBe(2)
  expect(await transactionsOf(() => store.sync())).toBe(1)
  expect(await transactionsOf(() => store.sync())).toBe(0)

  await store.commit(fileBatch('b', 'b'), { durability: 'deferred' })
  await writeFile(store, 'c', 'c')
  expect(await transactionsOf(() => store.sync())).toBe(0)

  await store.commit(fileBatch('d', 'd'), { durability: 'deferred' })
  const again = await reopen()
  expect((await again.resolve('acme', ['d'])).found).toBeDefined()
})

test('a refused full commit does not pass for a sync of the deferred ones before it', async () => {
  const { store } = world
  await store.commit(fileBatch('a', 'a'), { durability: 'deferred' })
  const preconditions = [{ kind: 'absent', parent: ROOT_ID, name: 'a' }] as const
  await store.commit(fileBatch('a', 'b', { preconditions }))
  expect(await transactionsOf(() => store.sync())).toBe(1)
})
