import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Batch, ROOT_ID } from '@nexusfs/core/spec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitMember } from '../src/commit-member.ts'
import { isLarge } from '../src/large-changes.ts'
import { LargeCommit } from '../src/large-commit.ts'
import { batchOf, nodeOf, treeBatch, writeFile } from './batches.ts'
import { openParts, openStore } from './opened.ts'

const FILES = 3_000

let world: Awaited<ReturnType<typeof openStore>>
beforeEach(async () => {
  world = await openStore()
  await world.store.migrate()
})
afterEach(() => world.close())

/** Runs an action and gives its result with the number of turns that the event loop made meanwhile. */
async function withTurns<Result>(action: () => Promise<Result>) {
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  const result = await action()
  clearInterval(ticking)
  return { result, turns }
}

test('a tree of thousands is written, copied and removed while the event loop runs', async () => {
  const { store } = world
  const tree = treeBatch('tree', FILES)
  const written = await withTurns(() => store.commit(tree))
  const directory = nodeOf(written.result, 0)
  expect(written.turns).toBeGreaterThan(5)
  expect(await store.commit(tree)).toMatchObject({
    ok: true,
    operations: written.result.ok ? written.result.operations : [],
  })

  const copyTree = { kind: 'copyTree', node: directory.id, parent: ROOT_ID, name: 'copy' } as const
  const copied = await withTurns(() => store.commit(batchOf('copy', '/tree', copyTree)))
  expect(copied.turns).toBeGreaterThan(1)
  expect(copied.result).toMatchObject({ ok: true, mutations: [{ count: FILES + 1 }] })
  const copy = nodeOf(copied.result, 0)
  expect((await store.resolve('acme', ['copy', 'file-7'])).found?.node).toMatchObject({
    version: 1,
    origin: { version: 1 },
    from: copy.from,
  })

  const remove = { kind: 'remove', node: directory.id, recursive: true } as const
  const removed = await withTurns(() => store.commit(batchOf('rmdir', '/tree', remove)))
  expect(removed.result).toMatchObject({ ok: true, mutations: [{ count: FILES + 1 }] })
  expect((await store.resolve('acme', ['tree'])).found).toBeUndefined()
  expect((await store.listChildren('acme', copy.id, { limit: 10 })).rows).toHaveLength(10)
  expect((await store.resolve('acme', ['tree', 'file-7'], { at: copy.from })).found).toBeDefined()
}, 60_000)

test('effects of a large operation come in pages, each once', async () => {
  const { store } = world
  const directory = nodeOf(await store.commit(treeBatch('tree', FILES)), 0)
  const remove = batchOf('rmdir', '/tree', { kind: 'remove', node: directory.id, recursive: true })
  await store.commit(remove)
  const ids = new Set<string>()
  let after: string | undefined
  do {
    const page = await store.effects('acme', [remove.operations[0]?.id ?? ''], {
      limit: 700,
      after,
    })
    for (const row of page.rows) ids.add(row.id)
    after = page.next
  } while (after !== undefined)
  expect(ids.size).toBe(FILES + 1)
}, 60_000)

test('small commits queued behind a large one are done after it, and no read sees half of it', async () => {
  const { store } = world
  const large = store.commit(treeBatch('tree', FILES))
  const small = writeFile(store, 'small', 'x')
  let isDone = false
  const counts = new Set<number>()
  const done = Promise.all([large, small]).finally(() => {
    isDone = true
  })
  while (!isDone) {
    const { found } = await store.resolve('acme', ['tree'])
    const children = found && (await store.listChildren('acme', found.node.id, { limit: 1_000 }))
    counts.add(children?.rows.length ?? 0)
    await nextTurn()
  }
  await done
  counts.add(1_000)
  expect([...counts]).toEqual([0, 1_000])
  const { rows } = await store.changes('acme', undefined, 10)
  expect(rows.map(({ path }) => path)).toEqual(['/tree', '/small'])
}, 60_000)

test('a large commit that cannot be applied says why and changes nothing', async () => {
  const { store } = world
  await writeFile(store, 'tree', 'a file')
  expect(await store.commit(treeBatch('tree', FILES))).toMatchObject({
    ok: false,
    problem: 'notDirectory',
  })
  const wrong = { ...treeBatch('other', FILES), operations: [] }
  await expect(store.commit(wrong)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    hint: expect.stringContaining('operation'),
  })
  expect(await store.settled()).toBe(1)
}, 60_000)

test('where no worker can start, a large commit is done on the own connection', async () => {
  const { parts, close } = await openParts()
  const directory = nodeOf(await parts.commits.run(commitMember(treeBatch('tree', 10), 'full')), 0)
  const large = new LargeCommit(parts.settings, new URL('./absent.ts', import.meta.url))
  const remove = { kind: 'remove', node: directory.id, recursive: true } as const
  const batch = batchOf('rmdir', '/tree', remove)
  expect(await large.commit(batch)).toBeUndefined()
  const result = await parts.commits.run(commitMember(batch, 'full', () => large.commit(batch)))
  expect(result).toMatchObject({ ok: true, mutations: [{ count: 11 }] })
  await large.close()
  await close()
})

test("the worker and the own connection recognise each other's commits", async () => {
  const { parts, close } = await openParts()
  const batch = treeBatch('tree', 10)
  const first = await parts.large.commit(batch)
  expect(await parts.commits.run(commitMember(batch, 'full'))).toMatchObject({
    ok: true,
    operations: first?.ok === true ? first.operations : [],
  })
  await close()
})

test('a worker is asked many times without a listener left behind', async () => {
  const warnings: string[] = []
  const note = ({ message }: Error): unknown => warnings.push(message)
  process.on('warning', note)
  const { parts, close } = await openParts()
  for (let index = 0; index < 12; index++)
    expect(await parts.large.commit(treeBatch(`tree-${index}`, 1))).toMatchObject({ ok: true })
  await close()
  await nextTurn()
  process.off('warning', note)
  expect(warnings).toEqual([])
}, 60_000)

test.each([
  [598, false],
  [599, true],
])(
  'a removal of 402 nodes and %i files in an inner directory is large: %s',
  async (files, large) => {
    const { parts, close } = await openParts()
    const run = (batch: Batch) => parts.commits.run(commitMember(batch, 'full'))
    const top = nodeOf(await run(treeBatch('top', 400)), 0)
    const inner = nodeOf(await run(treeBatch('inner', files)), 0)
    const move = { kind: 'move', node: inner.id, parent: top.id, name: 'inner' } as const
    await run(batchOf('rename', '/inner', move))
    const remove = { kind: 'remove', node: top.id, recursive: true } as const
    expect(isLarge(parts.writer, batchOf('rmdir', '/top', remove))).toBe(large)
    await close()
  },
)
