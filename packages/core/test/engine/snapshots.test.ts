import { isNexusError, type MetadataStore, type Nexus } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { openNexus, outcomes, rejection } from './world.ts'

const KEEP_NOTHING = { retention: 0, gc: 'manual', gcGrace: 0, gcDelay: 0 } as const

async function collect(nx: Nexus): Promise<void> {
  for (let cycle = 0; cycle < 3; cycle++) await nx.content.gc({ apply: true })
}

async function contents(nx: Nexus, directory: string, at?: string) {
  const files = await nx.list(directory, { at }).toArray()
  return Promise.all(files.map(async ({ path }) => [path, await nx.readText(path, { at })]))
}

test('what is not kept any more is HISTORY_EXPIRED, and the present stays', async () => {
  const { nx } = await openNexus(KEEP_NOTHING)
  const { operationId: at } = await nx.write('/docs/a', 'one')
  await nx.write('/docs/a', 'two')
  await nx.delete('/docs/a')
  const { operationId: now } = await nx.write('/docs/b', 'three')
  await collect(nx)
  for (const read of [
    () => nx.read('/docs/a', { at }),
    () => nx.stat('/docs/a', { at }),
    () => nx.exists('/docs/a', { at }),
    () => nx.list('/', { at }).toArray(),
    () => nx.tree('/docs', { at }).toArray(),
    () => nx.glob('**', { at }).toArray(),
    () => nx.grep('o', { at }).toArray(),
    () => nx.diff({ path: '/docs/a', at }, '/docs/a'),
  ])
    await rejection(read(), 'HISTORY_EXPIRED')
  expect(await nx.readText('/docs/b', { at: now })).toBe('three')
  expect(await contents(nx, '/')).toEqual([['/docs/b', 'three']])
})

test('a version that was pruned is HISTORY_EXPIRED, the newest stays', async () => {
  const { nx } = await openNexus(KEEP_NOTHING)
  for (const text of ['one', 'two', 'three']) await nx.write('/a', text)
  await collect(nx)
  await rejection(nx.versions.read('/a', 1), 'HISTORY_EXPIRED')
  await rejection(nx.versions.rollback('/a', 2), 'HISTORY_EXPIRED')
  await rejection(nx.versions.diff('/a', 1), 'HISTORY_EXPIRED')
  expect((await nx.versions.list('/a').toArray()).map(({ version }) => version)).toEqual([3])
  expect(Buffer.from(await nx.versions.read('/a', 3)).toString()).toBe('three')
})

test('a snapshot holds its directory without retention, also where directories above it are gone', async () => {
  const { nx } = await openNexus({ ...KEEP_NOTHING, inlineMaxBytes: 0 })
  for (const path of ['/top/mid/docs/a', '/top/mid/docs/sub/b', '/top/mid/beside'])
    await nx.write(path, path)
  const before = await contents(nx, '/top/mid/docs')
  await nx.snapshots.create('/top/mid/docs', { name: 'kept' })
  await nx.rename('/top/mid', '/top/renamed')
  await nx.write('/top/renamed/docs/a', 'changed')
  await nx.rmdir('/top', { recursive: true })
  await collect(nx)
  expect(await contents(nx, '/top/mid/docs', 'kept')).toEqual(before)
  expect((await nx.stat('/top/mid/docs/sub', { at: 'kept' })).type).toBe('directory')
  expect((await nx.stat('/top/mid/docs', { at: 'kept' })).type).toBe('directory')
  expect(await nx.glob('/top/mid/docs/**', { at: 'kept' }).toArray()).toHaveLength(2)
  await rejection(nx.read('/top/mid/docs/none', { at: 'kept' }), 'NOT_FOUND')
  await rejection(nx.read('/top/mid/docs/a/below', { at: 'kept' }), 'NOT_A_DIRECTORY')
  await rejection(nx.read('/top/mid/beside', { at: 'kept' }), 'HISTORY_EXPIRED')
  await rejection(nx.list('/top', { at: 'kept' }).toArray(), 'HISTORY_EXPIRED')
  await nx.snapshots.fork('kept', '/fork')
  expect(await nx.readText('/fork/sub/b')).toBe('/top/mid/docs/sub/b')
  await nx.snapshots.restore('kept')
  expect(await contents(nx, '/top/mid/docs')).toEqual(before)
})

test('deleting a snapshot lets go of what only it held', async () => {
  const { nx, backend } = await openNexus({ ...KEEP_NOTHING, inlineMaxBytes: 0 })
  await nx.write('/docs/a', 'only the snapshot holds this')
  await nx.snapshots.create('/docs', { name: 'one' })
  await nx.delete('/docs/a')
  await collect(nx)
  const keys = async () =>
    (await backend.list({ prefix: 'cas/', limit: 10 })).objects.map(({ key }) => key)
  expect(await keys()).toHaveLength(1)
  await nx.snapshots.delete('one')
  await collect(nx)
  expect(await keys()).toEqual([])
})

test('of snapshots that are taken while history is pruned each holds what it names', async () => {
  const { nx } = await openNexus(KEEP_NOTHING)
  await nx.write('/docs/a', '0')
  const taken: string[] = []
  const prune = async () => {
    for (let cycle = 0; cycle < 20; cycle++) await nx.content.gc({ apply: true })
  }
  const take = async () => {
    for (let count = 1; count <= 30; count++) {
      try {
        await nx.snapshots.create('/docs', { name: `s${count}` })
        taken.push(`s${count}`)
      } catch (error) {
        if (!isNexusError(error, 'BUSY')) throw error
      }
      await nx.write('/docs/a', String(count))
    }
  }
  await Promise.all([prune(), take()])
  await collect(nx)
  expect(taken.length).toBeGreaterThan(0)
  for (const name of taken)
    expect(await nx.readText('/docs/a', { at: name })).toBe(String(Number(name.slice(1)) - 1))
})

test('a snapshot and its deletion, and two deletions, at once: each ends in one of its outcomes', async () => {
  const { nx } = await openNexus()
  await nx.write('/docs/a', 'one')
  await nx.snapshots.create('/docs', { name: 'one' })
  const ended = await outcomes([nx.snapshots.delete('one'), nx.snapshots.delete('one')])
  expect(ended.sort()).toEqual(['NOT_FOUND', 'ok'])
  await rejection(nx.snapshots.get('one'), 'NOT_FOUND')
})

test('hooks do not run for snapshots', async () => {
  const seen: string[] = []
  const note = ({ operation }: { readonly operation: string }) => void seen.push(operation)
  const { nx } = await openNexus({
    hooks: { beforeWrite: note, beforeCopy: note, beforeMkdir: note, beforeDelete: note },
  })
  await nx.as({ tenantId: 'acme' }).snapshots.create('/workspace/acme', { name: 'one' })
  await nx.as({ tenantId: 'acme' }).snapshots.fork('one', '/workspace/acme/fork')
  await nx.as({ tenantId: 'acme' }).snapshots.delete('one')
  expect(seen).toEqual([])
})

test('a read of the past that waits for a commit under way can be stopped', async () => {
  const { store, backend } = await openNexus()
  const stuck = new Proxy(store, {
    get: (target, name) => {
      if (name === 'settled') return async () => 0
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  }) as MetadataStore
  const { nx } = await openNexus({ store: stuck, backend })
  const { operationId: at } = await nx.write('/a', 'one')
  const stop = new AbortController()
  const reading = nx.read('/a', { at, signal: stop.signal })
  stop.abort()
  await rejection(reading, 'ABORTED')
})
