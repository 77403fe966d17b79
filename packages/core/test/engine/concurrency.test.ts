import type { Nexus } from '@nexusfs/core'
import { faultyStore } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { createAdapters, openNexus, outcomes, pattern, rejection, scaled } from './world.ts'

/** One handle, and two handles of two engines on the same adapters. */
async function handles(): Promise<readonly (readonly [string, readonly Nexus[]])[]> {
  const one = await openNexus()
  const adapters = await createAdapters()
  const two = [(await openNexus(adapters)).nx, (await openNexus(adapters)).nx]
  return [
    ['one handle', [one.nx]],
    ['two handles', two],
  ]
}

/** Runs a call `count` times at once, on the handles in turn. */
function racing<Result>(
  all: readonly Nexus[],
  count: number,
  call: (nx: Nexus, index: number) => Promise<Result>,
): Promise<Result>[] {
  return Array.from({ length: count }, (_, index) => call(all[index % all.length] as Nexus, index))
}

describe('racing', () => {
  test('appends all arrive, each whole', async () => {
    for (const [, all] of await handles()) {
      const count = scaled(2000)
      await Promise.all(racing(all, count, (nx, index) => nx.append('/d/log', `<${index}>`)))
      const text = await all[0]?.readText('/d/log')
      const seen = (text ?? '').match(/<\d+>/g) ?? []
      expect(seen.join('')).toBe(text)
      expect(new Set(seen).size).toBe(count)
    }
  })

  test('edits of different lines all arrive', async () => {
    for (const [, all] of await handles()) {
      const lines = Array.from({ length: 30 }, (_, index) => `line ${index};`)
      await all[0]?.write('/text', lines.join('\n'))
      await Promise.all(
        racing(all, 30, (nx, index) =>
          nx.edit('/text', [{ old: `line ${index};`, new: `!${index};` }]),
        ),
      )
      expect(await all[0]?.readText('/text')).toBe(lines.map((_, index) => `!${index};`).join('\n'))
    }
  })

  test('changes of metadata and tags of one node all arrive, with appends between them', async () => {
    for (const [, all] of await handles()) {
      await all[0]?.write('/a', '')
      await Promise.all([
        ...racing(all, 20, (nx, index) => nx.metadata.set('/a', `k${index}`, index)),
        ...racing(all, 20, (nx, index) => nx.tags.set('/a', `k${index}`, 'v')),
        ...racing(all, 20, (nx) => nx.append('/a', '.')),
      ])
      const [nx] = all as readonly [Nexus]
      expect(Object.keys(await nx.metadata.get('/a'))).toHaveLength(20)
      expect(Object.keys(await nx.tags.list('/a'))).toHaveLength(20)
      expect(await nx.readText('/a')).toBe('.'.repeat(20))
    }
  })

  test('writes without conditions never conflict, and number the versions', async () => {
    for (const [, all] of await handles()) {
      const results = await Promise.all(
        racing(all, 50, (nx, index) => nx.write('/x/y/a', `${index}`)),
      )
      expect(results.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
        results.map((_, index) => index + 1),
      )
    }
  })

  test.each([
    ['write', (nx: Nexus, path: string) => nx.write(path, 'x', { ifNoneMatch: '*' })],
    [
      'batch',
      (nx: Nexus, path: string) => nx.writeBatch([{ path, content: 'x', ifNoneMatch: '*' }]),
    ],
    ['append', (nx: Nexus, path: string) => nx.append(path, 'x', { ifNoneMatch: '*' })],
    ['mkdir', (nx: Nexus, path: string) => nx.mkdir(path, { parents: true })],
    ['large', (nx: Nexus, path: string) => nx.write(path, pattern(100_000), { ifNoneMatch: '*' })],
  ])('%s calls that create only: exactly one wins, parents missing or not', async (_name, call) => {
    for (const [, all] of await handles()) {
      for (const path of ['/top', '/missing/parent/name']) {
        const ended = await outcomes(racing<unknown>(all, 16, (nx) => call(nx, path)))
        expect(ended.filter((code) => code === 'ok')).toHaveLength(1)
        expect(new Set(ended)).toEqual(new Set(['ok', 'ALREADY_EXISTS']))
      }
    }
  })

  test.each([
    [
      'write',
      (nx: Nexus, ifMatch: string, index: number) => nx.write('/a', `${index}`, { ifMatch }),
    ],
    [
      'append',
      (nx: Nexus, ifMatch: string, index: number) => nx.append('/a', `${index}`, { ifMatch }),
    ],
    [
      'edit',
      (nx: Nexus, ifMatch: string, index: number) =>
        nx.edit('/a', [{ old: 'start', new: `${index}` }], { ifMatch }),
    ],
    ['delete', (nx: Nexus, ifMatch: string) => nx.delete('/a', { ifMatch })],
    [
      'rename',
      (nx: Nexus, ifMatch: string, index: number) => nx.rename('/a', `/b${index}`, { ifMatch }),
    ],
  ])('%s calls that compare and swap: exactly one wins', async (_name, call) => {
    for (const [, all] of await handles()) {
      const { etag } = (await all[0]?.write('/a', 'start')) ?? { etag: '' }
      const ended = await outcomes(racing(all, 16, (nx, index) => call(nx, etag, index)))
      expect(ended.filter((code) => code === 'ok')).toHaveLength(1)
      expect(
        ended.filter((code) => code !== 'ok' && code !== 'CONFLICT' && code !== 'NOT_FOUND'),
      ).toEqual([])
    }
  })

  test('rmdir against write never leaves an orphan', async () => {
    for (const [, all] of await handles()) {
      for (let round = 0; round < 20; round++) {
        const [nx, other] = [all[0] as Nexus, all.at(-1) as Nexus]
        await nx.mkdir(`/r${round}`)
        const [removed, written] = await outcomes([
          nx.rmdir(`/r${round}`),
          other.write(`/r${round}/f`, 'f'),
        ])
        expect(written).toBe('ok')
        expect(['ok', 'NOT_EMPTY']).toContain(removed)
        expect(await nx.readText(`/r${round}/f`)).toBe('f')
      }
    }
  })

  test('recursive rmdir, rename and writes keep every file reachable', async () => {
    for (const [, all] of await handles()) {
      const [nx, other] = [all[0] as Nexus, all.at(-1) as Nexus]
      await nx.write('/a/deep/f', 'f')
      const codes = await outcomes([
        nx.rename('/a', '/b'),
        other.write('/a/deep/g', 'g'),
        nx.rmdir('/a', { recursive: true }),
        other.rename('/b', '/a/c'),
        nx.append('/a/deep/f', '+'),
      ])
      expect(codes.filter((code) => code === 'BUSY' || code === 'INTERNAL')).toEqual([])
      for (const { path } of await nx.list('/').toArray()) await nx.read(path)
    }
  })
})

describe('ten thousand appends of 64 bytes', () => {
  test.each([65_536, 0])('are few parts, at most 256, %i bytes inline', async (inlineMaxBytes) => {
    const { nx, store } = await openNexus({ inlineMaxBytes })
    const count = scaled(10_000)
    const line = (index: number) => `${index}`.padStart(63, '.')
    const text = Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('')
    let most = 0
    for (let index = 0; index < count; index++) {
      await nx.append('/log', `${line(index)}\n`)
      const { found } = await store.resolve('default', ['log'])
      const content = await store.getContent(found?.node.content ?? 0)
      most = Math.max(most, content.parts?.length ?? 1)
    }
    expect(most).toBeLessThanOrEqual(inlineMaxBytes > 0 ? 64 : 256)
    expect(await nx.readText('/log')).toBe(text)
    expect(await nx.readText('/log')).toBe(text)
    expect(new TextDecoder().decode(await nx.read('/log', { start: 640, end: 1280 }))).toBe(
      text.slice(640, 1280),
    )
  })

  test('go on where another handle, a write, a copy or a heal left off', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus(adapters)
    const { nx: other } = await openNexus(adapters)
    let text = ''
    const add = async (handle: Nexus, piece: string) => {
      await handle.append('/log', piece)
      text += piece
    }
    for (let index = 0; index < 40; index++) {
      await add(nx, `a${index},`)
      if (index % 3 === 0) await add(other, `b${index},`)
      if (index % 7 === 0) await nx.copy('/log', '/copy', { overwrite: true })
      if (index % 11 === 0) await nx.write('/same', text)
      if (index === 20) {
        text = 'again,'
        await nx.write('/log', text)
      }
      if (index % 5 === 0) {
        await nx.append('/copy', '!')
        const copied = await nx.readText('/copy')
        expect(copied.endsWith('!')).toBe(true)
      }
      expect(await nx.readText('/log')).toBe(text)
    }
    expect(await other.readText('/log')).toBe(text)
    for (const { version } of await nx.versions.list('/log').toArray())
      expect(version).toBeGreaterThan(0)
  })

  test('of two tenants share nothing, even when their content is the same', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus({ ...adapters, isAdmin: true })
    for (const tenant of ['one', 'two']) {
      for (const piece of ['a', 'b', 'c', 'd']) await nx.append(`/shared/${tenant}/log`, piece)
    }
    for (const tenant of ['one', 'two']) {
      const { found } = await adapters.store.resolve(tenant, ['shared', tenant, 'log'])
      const content = await adapters.store.getContent(found?.node.content ?? 0)
      expect(content.pool).toBe(tenant)
      expect(await nx.readText(`/shared/${tenant}/log`)).toBe('abcd')
    }
  })
})

describe('a store that loses answers', () => {
  test('has its commit sent again, and the change is made once', async () => {
    const adapters = await createAdapters()
    for (const nth of [1, 2, 3, 4]) {
      const plan = [{ method: 'commit', nth, fault: 'timeoutAfter' as const }]
      const { nx } = await openNexus({ ...adapters, store: faultyStore(adapters.store, plan) })
      const path = `/f${nth}`
      expect((await nx.write(path, 'a')).version).toBe(1)
      expect((await nx.append(path, 'b')).version).toBe(2)
      await nx.copy(path, `${path}-copy`)
      await nx.rename(path, `${path}-moved`)
      expect(await nx.readText(`${path}-moved`)).toBe('ab')
      expect(await nx.operations.list({ path }).toArray()).toHaveLength(4)
      await nx.close()
    }
  })

  test('for good is OUTCOME_UNKNOWN with the operation to look for', async () => {
    const adapters = await createAdapters()
    const plan = [{ method: 'commit', fault: 'timeoutAfter' as const }]
    const { nx } = await openNexus({ ...adapters, store: faultyStore(adapters.store, plan) })
    const error = await rejection(nx.write('/a', 'a'), 'OUTCOME_UNKNOWN')
    const { nx: sound } = await openNexus(adapters)
    const [row] = await sound.operations.list().toArray()
    expect(error.operationId).toBe(row?.id)
    expect(error.path).toBe('/a')
  })

  test('before a commit has any effect, leaves everything as it was', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus(adapters)
    await nx.write('/a', 'a')
    const before = await nx.tree('/').toArray()
    const plan = [{ method: 'commit', fault: 'errorBefore' as const }]
    const { nx: broken } = await openNexus({
      ...adapters,
      store: faultyStore(adapters.store, plan),
    })
    const codes = await outcomes([
      broken.write('/a', 'b'),
      broken.write('/b', pattern(100_000)),
      broken.append('/a', 'b'),
      broken.delete('/a'),
      broken.mkdir('/d'),
      broken.rename('/a', '/c'),
      broken.copy('/a', '/c'),
      broken.tags.set('/a', 'k', 'v'),
    ])
    expect(new Set(codes)).toEqual(new Set(['UNAVAILABLE']))
    expect(await nx.tree('/').toArray()).toEqual(before)
  })
})
