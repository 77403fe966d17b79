import assert from 'node:assert/strict'
import { isNexusError, type Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import type { FilesystemWorld } from './filesystem-world.ts'

/** A call that changes something, given what `prepare` made. */
type Change = readonly [
  name: string,
  change: (nx: Nexus) => Promise<unknown>,
  /** What happens before. */
  prelude?: (nx: Nexus) => Promise<unknown>,
]

/** One call of each kind. */
const CHANGES: readonly Change[] = [
  ['a write of a new file', (nx) => nx.write('/docs/new', 'x')],
  ['a write in new directories', (nx) => nx.write('/docs/x/y/new', 'x')],
  ['an overwrite', (nx) => nx.write('/docs/a', 'x')],
  ['an overwrite with the same bytes', (nx) => nx.write('/docs/a', 'one')],
  [
    'an overwrite with attributes',
    (nx) => nx.write('/docs/a', 'x', { metadata: { k: 2 }, tags: {}, contentType: 'a/b' }),
  ],
  ['an overwrite with a large file', (nx) => nx.write('/docs/a', new Uint8Array(1 << 20).fill(1))],
  ['an append', (nx) => nx.append('/docs/a', '+')],
  ['an append to nothing', (nx) => nx.append('/docs/new', '+')],
  ['an edit', (nx) => nx.edit('/docs/a', [{ old: 'one', new: 'two' }])],
  ['a delete', (nx) => nx.delete('/docs/a')],
  ['a delete of an empty file', (nx) => nx.delete('/docs/empty')],
  ['mkdir', (nx) => nx.mkdir('/docs/new')],
  ['mkdir with parents', (nx) => nx.mkdir('/docs/x/y/z', { parents: true })],
  ['rmdir', (nx) => nx.rmdir('/docs/hollow')],
  ['rmdir of all that is below', (nx) => nx.rmdir('/docs/dir', { recursive: true })],
  ['a rename', (nx) => nx.rename('/docs/a', '/docs/new')],
  ['a rename into new directories', (nx) => nx.rename('/docs/a', '/docs/x/y/new')],
  ['a rename over a file', (nx) => nx.rename('/docs/a', '/docs/b', { overwrite: true })],
  ['a rename of a directory', (nx) => nx.rename('/docs/dir', '/docs/hollow/dir')],
  ['a copy', (nx) => nx.copy('/docs/a', '/docs/new')],
  ['a copy over a file', (nx) => nx.copy('/docs/a', '/docs/b', { overwrite: true })],
  ['a copy of a directory', (nx) => nx.copy('/docs/dir', '/docs/x/new')],
  ['metadata', (nx) => nx.metadata.set('/docs/a', 'k', [2])],
  ['metadata of a directory', (nx) => nx.metadata.set('/docs/dir', 'k', 2)],
  ['removed metadata', (nx) => nx.metadata.remove('/docs/a', 'k')],
  ['a tag', (nx) => nx.tags.set('/docs/a', 'k', 'v')],
  ['a removed tag', (nx) => nx.tags.remove('/docs/a', 't')],
  ['a rollback', (nx) => nx.versions.rollback('/docs/a', 1)],
  [
    'a restore',
    async (nx) => {
      const [, last] = await nx.operations.list({ limit: 2 }).toArray()
      await nx.restore('/docs', { at: last?.id ?? '' })
    },
    (nx) => nx.rmdir('/docs/dir', { recursive: true }),
  ],
  [
    'a fork',
    (nx) => nx.snapshots.fork('s', '/docs/x/fork'),
    (nx) => nx.snapshots.create('/docs', { name: 's' }),
  ],
]

/** Files, directories, metadata and tags. */
export async function prepare(nx: Nexus): Promise<void> {
  await nx.write('/docs/a', 'zero')
  await nx.write('/docs/a', 'one', { metadata: { k: 1 }, tags: { t: 'v' } })
  await nx.write('/docs/b', 'bee')
  await nx.write('/docs/empty', '')
  await nx.write('/docs/dir/c', 'see')
  await nx.write('/docs/dir/deep/d', 'dee', { tags: { t: 'd' } })
  await nx.mkdir('/docs/hollow')
}

/** Everything of a tree that a change can change. */
export async function stateOf(nx: Nexus): Promise<unknown[]> {
  const entries = await nx.tree('/docs').toArray()
  return Promise.all(
    entries.map(async ({ path, type, size, etag, contentType, id, ...entry }) => ({
      path,
      ...{ type, size, etag, contentType, id },
      ...(type === 'file' && { modifiedAt: entry.modifiedAt, bytes: await nx.read(path) }),
      metadata: await nx.metadata.get(path),
      tags: await nx.tags.list(path),
    })),
  )
}

/** The id of the operation that a call logged last. */
export async function lastOperation(nx: Nexus): Promise<string> {
  const [row] = await nx.operations.list({ limit: 1 }).toArray()
  assert.ok(row)
  return row.id
}

async function undoes(
  { nx, opened }: FilesystemWorld,
  [, change, prelude]: Change,
  reopen = false,
): Promise<void> {
  await prepare(nx)
  await prelude?.(nx)
  const before = await stateOf(nx)
  await change(nx)
  const after = await stateOf(nx)
  const id = await lastOperation(nx)
  const next = reopen ? await opened.reopen?.() : nx
  assert.ok(next)
  const planned = await next.undo(id, { dryRun: true })
  assert.equal(planned.operationId, undefined)
  assert.deepEqual(await stateOf(next), after, 'a dry run changes nothing')
  const { operationId, ...undone } = await next.undo(id)
  assert.deepEqual({ operationId: undefined, ...undone }, planned)
  assert.deepEqual(
    undone.undone.map((operation) => operation.id),
    [id],
  )
  assert.deepEqual(await stateOf(next), before)
  let redo = operationId
  for (const expected of [after, before, after]) {
    assert.ok(redo)
    redo = (await next.undo(redo)).operationId
    assert.deepEqual(await stateOf(next), expected)
  }
}

/** Undo and redo. */
export const undoCases: FilesystemCases = {
  ...eachCase(CHANGES, ([name]) => `${name} is undone and redone`, undoes),
  ...Object.fromEntries(
    CHANGES.map((change) => [
      `${change[0]} is undone by another process`,
      { needs: 'reopen', run: (world: FilesystemWorld) => undoes(world, change, true) } as const,
    ]),
  ),
  'a second undo changes nothing and says so': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const { operationId: by } = await nx.undo(operationId)
    const again = await nx.undo(operationId)
    assert.equal(again.operationId, undefined)
    assert.deepEqual(again.undone, [])
    assert.equal(again.skipped[0]?.reason, 'alreadyUndone')
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.ok(by)
    await nx.undo(by)
    assert.equal((await nx.undo(operationId)).undone.length, 1)
  },
  'of 8 undos at once exactly one does it': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const before = await world.operations()
    const results = await Promise.all(Array.from({ length: 8 }, () => nx.undo(operationId)))
    assert.equal(results.filter((result) => result.operationId !== undefined).length, 1)
    assert.equal(await world.operations(), before + 1)
    assert.equal(await nx.readText('/docs/a'), 'one')
  },
  'an undo meets writes at the same time: none is lost': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const [undone, ...written] = await Promise.allSettled([
      nx.undo(operationId),
      ...Array.from({ length: 4 }, (_, index) => nx.append('/docs/a', `+${index}`)),
    ])
    assert.ok(written.every(({ status }) => status === 'fulfilled'))
    const text = await nx.readText('/docs/a')
    if (undone.status === 'fulfilled') assert.match(text, /^one(\+\d){4}$/)
    else {
      assert.ok(isNexusError(undone.reason, 'UNDO_CONFLICT'))
      assert.match(text, /^two(\+\d){4}$/)
    }
  },
  'names that were exchanged by three renames change back': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    await nx.write('/docs/b', 'two')
    const swap = nx.as({ run: 'swap' })
    await swap.rename('/docs/a', '/docs/t')
    await swap.rename('/docs/b', '/docs/a')
    await swap.rename('/docs/t', '/docs/b')
    await nx.undo({ run: 'swap' })
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.equal(await nx.readText('/docs/b'), 'two')
  },
  'the undo of something that was undone together with its undo': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const two = await nx.write('/docs/a', 'two')
    const undo = await nx.undo(two.operationId)
    const both = await nx.undo([two.operationId, undo.operationId ?? ''])
    assert.equal(both.undone.length, 2)
    assert.equal(await nx.readText('/docs/a'), 'one')
    assert.equal((await nx.undo(two.operationId)).skipped[0]?.reason, 'alreadyUndone')
  },
  'the log shows the undo with what it undid, under the path that it changed': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { operationId } = await nx.write('/docs/a', 'two')
    const undo = await nx.undo(operationId)
    const [row] = await nx.operations.list({ limit: 1 }).toArray()
    assert.equal(row?.id, undo.operationId)
    assert.equal(row?.type, 'undo')
    assert.equal(row?.path, '/docs/a')
    assert.deepEqual(row?.details, { operations: [operationId] })
  },
  'the answer names every change with versions': async ({ nx }) => {
    const first = await nx.write('/docs/a', 'one')
    const { operationId, etag } = await nx.write('/docs/a', 'three')
    const { changes } = await nx.undo(operationId)
    assert.deepEqual(changes, [
      {
        path: '/docs/a',
        type: 'file',
        change: 'changed',
        facets: ['content'],
        before: { version: 2, etag, size: 5 },
        after: { version: 3, etag: first.etag, size: 3 },
      },
    ])
    assert.equal((await nx.stat('/docs/a')).version, 3)
    const moved = await nx.rename('/docs/a', '/docs/b')
    const [change] = (await nx.undo(moved.operationId, { dryRun: true })).changes
    assert.equal(change?.change, 'moved')
    assert.equal(change?.path, '/docs/a')
    assert.equal(change?.previousPath, '/docs/b')
  },
  'a snapshot is NOT_SUPPORTED to be undone': async (world) => {
    await world.files('/docs/a')
    const { operationId } = await world.nx.snapshots.create('/docs')
    await world.refused('NOT_SUPPORTED', () => world.nx.undo(operationId))
    assert.equal((await world.nx.undo({ last: 1 })).undone[0]?.type, 'write')
  },
  'an operation that changed nothing is NOT_SUPPORTED alone and skipped among others': async (
    world,
  ) => {
    const { nx } = world
    await nx.write('/docs/a', 'one')
    const nothing = await nx.mkdir('/docs', { existOk: true })
    await world.refused('NOT_SUPPORTED', () => nx.undo(nothing.operationId))
    const { operationId } = await nx.write('/docs/a', 'two')
    const { skipped } = await nx.undo([nothing.operationId, operationId])
    assert.equal(skipped[0]?.reason, 'notUndoable')
    assert.equal(await nx.readText('/docs/a'), 'one')
  },
}
