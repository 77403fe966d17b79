import { describe, expect, test } from 'vitest'
import { Crash, LedgerWorld, type Step } from './ledger-world.fixture.ts'

/** Longer than what lies in the store. */
const LONG = 'long '.repeat(100)

describe.each(['versioning', 'cas'] as const)('a ledger with history %s', (history) => {
  test('a write is one operation with a node and a version, and nothing stays written down', async () => {
    const world = await LedgerWorld.open(history)
    const node = await world.write('a/b.txt', 'one')
    expect(node).toMatchObject({ name: 'b.txt', version: 1, size: 3, createdBy: 'user:tester' })
    expect(await world.log()).toEqual(['write'])
    expect(await world.intents()).toBe(0)
  })

  test('versions of a file can be read, short ones and long ones', async () => {
    const world = await LedgerWorld.open(history)
    for (const text of ['one', LONG, 'three', '']) await world.write('a', text)
    expect(await world.versions('a')).toEqual(['', 'three', LONG, 'one'])
    expect(await world.log()).toEqual(['write', 'write', 'write', 'write'])
  })

  test('what others left is a version before it is overwritten', async () => {
    const world = await LedgerWorld.open(history)
    await world.outside('a', 'theirs')
    await world.write('a', 'ours')
    await world.outside('a', `theirs again ${LONG}`)
    await world.write('a', 'ours again')
    const all = ['ours again', `theirs again ${LONG}`, 'ours', 'theirs']
    expect(await world.versions('a')).toEqual(all)
    expect(await world.log()).toEqual(['observe', 'write', 'observe', 'write'])
  })

  test('a delete ends the node and keeps what others had there', async () => {
    const world = await LedgerWorld.open(history)
    await world.outside('a', 'theirs')
    await world.delete('a')
    expect(await world.node('a')).toBeUndefined()
    expect(await world.log()).toEqual(['observe', 'delete'])
    const [row] = (
      await world.store.placeHistory('default', (await world.node(''))?.id ?? '', 'a', { limit: 9 })
    ).rows
    expect(await world.versionsOf(row?.id ?? '', 'a')).toEqual(['theirs'])
  })

  test('a rename keeps the node, and its versions can be read', async () => {
    const world = await LedgerWorld.open(history)
    const { id } = (await world.write('a', 'one')) ?? {}
    await world.write('a', 'two')
    const moved = await world.rename('a', 'd/b')
    expect(moved?.id).toBe(id)
    expect(await world.node('a')).toBeUndefined()
    expect(new Set(await world.versions('d/b'))).toEqual(new Set(['two', 'one']))
    await world.write('d/b', 'three')
    expect((await world.versions('d/b')).slice(0, 2)).toEqual(['three', 'two'])
    expect(await world.log()).toEqual(['write', 'write', 'rename', 'write'])
  })

  test('a rename over a file ends the node of that one', async () => {
    const world = await LedgerWorld.open(history)
    const { id } = (await world.write('a', 'one')) ?? {}
    await world.outside('b', 'theirs')
    expect((await world.rename('a', 'b'))?.id).toBe(id)
    expect(await world.log()).toEqual(['write', 'observe', 'rename'])
    expect(await world.text('b')).toBe('one')
  })

  test('a file seen missing ends its node, and a later one is another', async () => {
    const world = await LedgerWorld.open(history)
    const node = await world.write('a', 'one')
    await world.bucket.delete('a')
    if (node !== undefined)
      await world.ledger.noteGone(world.mount, node, world.change('write', []).mount.mountPoint)
    expect(await world.node('a')).toBeUndefined()
    expect((await world.write('a', 'two'))?.id).not.toBe(node?.id)
  })

  test('a node is made for what others wrote when something is to be attached to it', async () => {
    const world = await LedgerWorld.open(history)
    await world.outside('a', 'theirs')
    const seen = await world.see('a')
    if (seen === undefined) throw new Error('nothing seen')
    const path = world.change('write', []).mount.mountPoint
    const known = await world.ledger.know(
      world.mount,
      { ...path, text: '/mnt/a', segments: ['mnt', 'a'] } as typeof path,
      seen,
      undefined,
    )
    expect(known).toMatchObject({ name: 'a', version: 1, size: 6 })
    await world.write('a', 'ours')
    expect(await world.versions('a', 2)).toEqual(['ours', 'theirs'])
    expect((await world.node('a'))?.id).toBe(known.id)
  })

  describe.each<[string, Step, 'settled' | 'forgotten']>([
    ['write', 'begun', 'forgotten'],
    ['write', 'changed', 'settled'],
    ['overwrite', 'begun', 'forgotten'],
    ['overwrite', 'changed', 'settled'],
    ['delete', 'begun', 'forgotten'],
    ['delete', 'changed', 'settled'],
    ['rename', 'begun', 'forgotten'],
    ['rename', 'half', 'settled'],
    ['rename', 'changed', 'settled'],
  ])('a process that ends during a %s, once it is %s', (what, step, kind) => {
    test(`leaves what the next start finds ${kind}`, async () => {
      const world = await LedgerWorld.open(history)
      if (what !== 'write') await world.outside('a', 'theirs')
      world.dies = step
      const call = {
        write: () => world.write('a', LONG),
        overwrite: () => world.write('a', LONG),
        delete: () => world.delete('a'),
        rename: () => world.rename('a', 'b'),
      }[what]
      await expect(call?.()).rejects.toThrow(Crash)
      const next = await world.next()
      const resolved = await next.ledger.resolve(next.mount)
      expect(resolved).toEqual({ settled: 0, forgotten: 0, unknown: 0, running: 0, [kind]: 1 })
      expect(await next.intents()).toBe(0)
      const isMade = kind === 'settled'
      if (what === 'rename') expect(await next.text('b')).toBe(isMade ? 'theirs' : undefined)
      expect((await next.log()).includes(what === 'overwrite' ? 'write' : what)).toBe(isMade)
      if (isMade && what === 'overwrite') expect(await next.versions('a')).toEqual([LONG, 'theirs'])
      if (isMade && what === 'write') expect(await next.versions('a')).toEqual([LONG])
      if (what === 'delete') expect((await next.node('a')) === undefined).toBe(isMade)
      expect(await next.ledger.resolve(next.mount)).toMatchObject({ settled: 0, forgotten: 0 })
    })
  })

  test('a write that another program has overwritten since is found where versions tell, else unknown', async () => {
    const world = await LedgerWorld.open(history)
    await world.write('a', 'before')
    world.dies = 'changed'
    await expect(world.write('a', 'ours')).rejects.toThrow(Crash)
    await world.outside('a', 'theirs')
    const next = await world.next()
    const kind = history === 'versioning' ? 'settled' : 'unknown'
    expect(await next.ledger.resolve(next.mount)).toMatchObject({ [kind]: 1 })
    expect(await next.ledger.unknown(next.mount)).toHaveLength(kind === 'unknown' ? 1 : 0)
    expect(await next.log()).toEqual(['write', 'write'])
    await next.write('a', 'ours again')
    const kept = ['ours again', 'theirs', ...(kind === 'settled' ? ['ours'] : []), 'before']
    expect(await next.versions('a')).toEqual(kept)
    expect(await next.ledger.resolve(next.mount)).toMatchObject({ settled: 0, unknown: 0 })
  })
})

test('without history a change is logged as such, and leaves no version of others', async () => {
  const world = await LedgerWorld.open('none')
  await world.outside('a', 'theirs')
  await world.write('a', 'ours')
  const { rows } = await world.store.operations('default', { limit: 10 })
  expect(rows.map(({ type, details }) => [type, details])).toEqual([['write', { history: 'none' }]])
})

test('changes that share a key are made one after the other, others at once', async () => {
  const { ledger, mount } = await LedgerWorld.open('cas')
  const order: string[] = []
  const change = (name: string, keys: readonly string[]) =>
    ledger.alone(mount, keys, undefined, async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`${name} ends`)
    })
  await Promise.all([change('one', ['a', 'b']), change('two', ['b', 'a']), change('three', ['c'])])
  expect(order.indexOf('two begins')).toBeGreaterThan(order.indexOf('one ends'))
  expect(order.indexOf('three begins')).toBeLessThan(order.indexOf('one ends'))
})
