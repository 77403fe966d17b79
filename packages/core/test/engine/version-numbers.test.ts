import { expect, test } from 'vitest'
import { openNexus } from './world.ts'

const AT_ONCE = { retention: 0, gcGrace: 0, gcDelay: 0, gc: 'manual' } as const

test('a file that comes back from a snapshot goes on from its newest version, though that was to be pruned', async () => {
  const { nx } = await openNexus(AT_ONCE)
  await nx.write('/d/a', 'one')
  await nx.snapshots.create('/d', { name: 'first' })
  await nx.write('/d/a', 'two')
  const { version: last } = await nx.write('/d/a', 'three')
  await nx.delete('/d/a')
  await nx.content.gc({ apply: true })
  await nx.snapshots.restore('first')
  expect(new TextDecoder().decode(await nx.read('/d/a'))).toBe('one')
  const { version: back } = await nx.stat('/d/a')
  expect(back).toBe((last ?? 0) + 1)
  expect((await nx.write('/d/a', 'four')).version).toBe((last ?? 0) + 2)
  expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
})

test('the newest version goes with the snapshot that held older ones', async () => {
  const { nx, store } = await openNexus(AT_ONCE)
  await nx.write('/d/a', 'one')
  const { found } = await store.resolve('default', ['d', 'a'])
  const node = found?.node.id as string
  const states = async () =>
    (await store.nodeHistory('default', node, { limit: 10 })).rows.map(({ version }) => version)
  await nx.snapshots.create('/d', { name: 'first' })
  await nx.write('/d/a', 'two')
  await nx.write('/d/a', 'three')
  await nx.delete('/d/a')
  await nx.content.gc({ apply: true })
  expect(await states()).toEqual([3, 1])
  await nx.snapshots.delete('first')
  await nx.content.gc({ apply: true })
  expect(await states()).toEqual([])
})

test('a file that nothing holds leaves no state, and a new one in its place begins at 1', async () => {
  const { nx, store } = await openNexus(AT_ONCE)
  await nx.write('/a', 'one')
  await nx.write('/a', 'two')
  const { found } = await store.resolve('default', ['a'])
  await nx.delete('/a')
  await nx.content.gc({ apply: true })
  const { rows } = await store.nodeHistory('default', found?.node.id as string, { limit: 10 })
  expect(rows).toEqual([])
  expect((await nx.write('/a', 'three')).version).toBe(1)
})
