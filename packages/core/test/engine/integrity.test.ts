import { createHash } from 'node:crypto'
import { type Backend, NexusError } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { faultyBackend, type PlannedFault } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import {
  chunksOf,
  createAdapters,
  damage,
  keyOf,
  keysOf,
  openNexus,
  pattern,
  rejection,
} from './world.ts'

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('damaged content', () => {
  const large = pattern(3 << 20, 7)

  test('an object that was changed is CORRUPT for every way of reading, and names the file', async () => {
    const { nx, backend } = await openNexus()
    const { etag } = await nx.write('/a', large)
    await backend.delete(keyOf(etag))
    await damage(backend, etag, 'x'.repeat(large.byteLength))
    const error = await rejection(nx.read('/a'), 'CORRUPT')
    expect(error.path).toBe('/a')
    expect(error.hint).toContain('same bytes')
    await rejection(nx.read('/a', { start: 1 << 20, end: 2 << 20 }), 'CORRUPT')
    await expect(new Response(nx.readStream('/a')).arrayBuffer()).rejects.toThrow()
  })

  test('an object that is missing or short is CORRUPT too', async () => {
    const { nx, backend } = await openNexus()
    const { etag } = await nx.write('/a', large)
    await damage(backend, etag)
    await rejection(nx.read('/a', { start: 2 << 20 }), 'CORRUPT')
    await backend.delete(keyOf(etag))
    await rejection(nx.read('/a'), 'CORRUPT')
  })

  test('writing the same bytes heals every file with that content, as a new generation', async () => {
    const { nx, backend } = await openNexus()
    const { etag } = await nx.write('/a', large)
    await nx.copy('/a', '/b')
    await damage(backend, etag)
    await rejection(nx.read('/b'), 'CORRUPT')
    await nx.write('/c', large)
    for (const path of ['/a', '/b', '/c']) expect(sha256(await nx.read(path))).toBe(etag)
    expect(await keysOf(backend)).toContain(`${keyOf(etag)}.2`)
  })

  test('writing the same bytes heals damage that nobody has read yet', async () => {
    const { nx, backend } = await openNexus()
    const { etag } = await nx.write('/a', large)
    await damage(backend, etag)
    await nx.write('/b', large)
    expect(sha256(await nx.read('/a'))).toBe(etag)
  })

  test('a heal that fails leaves what can be read, also after a collection, and the next one heals', async () => {
    const adapters = await createAdapters()
    const { nx } = await openNexus({
      ...adapters,
      retention: 0,
      gcGrace: 0,
      gcDelay: 0,
      gc: 'manual',
    })
    const { etag } = await nx.write('/a', large)
    const damaged = Uint8Array.from(large)
    damaged[damaged.length - 1] = 1 + (damaged.at(-1) ?? 0)
    await adapters.backend.put(keyOf(etag), bytesSource(damaged))
    await rejection(nx.read('/a'), 'CORRUPT')
    const plan: PlannedFault[] = [{ method: 'put', fault: 'errorBefore', error: full() }]
    const failing = await openNexus({ ...adapters, backend: faultyBackend(adapters.backend, plan) })
    await rejection(failing.nx.write('/b', large), 'NO_SPACE')
    await nx.content.gc({ apply: true })
    expect(await nx.read('/a', { end: 1 << 20 })).toEqual(large.subarray(0, 1 << 20))
    expect((await nx.content.fsck({ deep: true })).problems.map(({ kind }) => kind)).toEqual([
      'corrupt',
    ])
    await nx.write('/b', large)
    expect(sha256(await nx.read('/a'))).toBe(etag)
    await nx.content.gc({ apply: true })
    expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
  })

  test('what is damaged cannot be copied or appended to, and says so', async () => {
    const { nx, backend } = await openNexus()
    const { etag } = await nx.write('/a', large)
    await damage(backend, etag)
    await rejection(nx.read('/a'), 'CORRUPT')
    await rejection(nx.copy('/a', '/b'), 'CORRUPT')
    expect(await nx.exists('/b')).toBe(false)
    await rejection(nx.append('/a', 'more'), 'CORRUPT')
  })

  test('a part of appended content is found damaged, alone, and healed by writing the whole', async () => {
    const { nx, backend } = await openNexus({ inlineMaxBytes: 0 })
    const first = pattern(200_000, 1)
    const second = pattern(200_000, 2)
    await nx.append('/log', first)
    const { etag } = await nx.append('/log', second)
    await nx.append('/other', second)
    const whole = Buffer.concat([first, second])
    await damage(backend, sha256(first))
    await rejection(nx.read('/log'), 'CORRUPT')
    expect(await nx.read('/other')).toEqual(second)
    await nx.write('/elsewhere', whole)
    expect(sha256(await nx.read('/log'))).toBe(etag)
  })

  test('a part is healed by writing its own bytes', async () => {
    const { nx, backend } = await openNexus({ inlineMaxBytes: 0 })
    const first = pattern(2 << 20, 1)
    await nx.append('/log', first)
    const { etag } = await nx.append('/log', 'tail')
    await damage(backend, sha256(first))
    await rejection(nx.read('/log', { start: 0, end: 10 }), 'CORRUPT')
    await nx.write('/again', first)
    expect(sha256(await nx.read('/log'))).toBe(etag)
  })

  test('what was read is not changed by changing what a read gave', async () => {
    const { nx } = await openNexus()
    for (const size of [10, 100_000, 2 << 20]) {
      const bytes = pattern(size)
      await nx.write('/a', bytes)
      for (let time = 0; time < 3; time++) {
        const read = await nx.read('/a')
        expect(sha256(read)).toBe(sha256(bytes))
        read.fill(0)
      }
    }
  })
})

describe('what a caller does to its bytes', () => {
  test.each([10, 70_000, 2 << 20])(
    '%i bytes may be changed as soon as write was called',
    async (size) => {
      for (const inlineMaxBytes of [0, 65_536]) {
        const { nx } = await openNexus({ inlineMaxBytes })
        const kept = pattern(size, 3)
        for (const bytes of [Buffer.from(kept), new Uint8Array(kept)]) {
          const writing = nx.write('/a', bytes)
          bytes.fill(1)
          await writing
          bytes.fill(2)
          expect(sha256(await nx.read('/a'))).toBe(sha256(kept))
        }
        const bytes = Buffer.from(kept)
        const appending = nx.append('/b', bytes)
        bytes.fill(1)
        await appending
        const batch = Buffer.from(kept)
        const writing = nx.writeBatch([
          { path: '/c', content: 'first' },
          { path: '/d', content: batch },
        ])
        batch.fill(1)
        await writing
        expect(sha256(await nx.read('/b'))).toBe(sha256(kept))
        expect(sha256(await nx.read('/d'))).toBe(sha256(kept))
      }
    },
  )

  test('more than 8 MiB that change while they are written are refused or written as they were', async () => {
    const { nx } = await openNexus()
    const bytes = pattern(9 << 20)
    const writing = nx.write('/a', bytes)
    setTimeout(() => bytes.fill(1))
    const outcome = await writing.then(
      () => 'ok',
      (error: { code: string }) => error.code,
    )
    if (outcome === 'ok') await nx.read('/a')
    else expect(outcome).toBe('CONFLICT')
  })

  test('an iterable may fill one array again and again', async () => {
    const { nx } = await openNexus()
    async function* reusing() {
      const chunk = new Uint8Array(1000)
      for (let count = 0; count < 10; count++) yield chunk.fill(count)
    }
    await nx.write('/a', reusing())
    const read = await nx.read('/a')
    expect([read[0], read[5000], read[9999]]).toEqual([0, 5, 9])
  })

  test('arrays of another realm and views of any kind are bytes', async () => {
    const { nx } = await openNexus()
    const { runInNewContext } = await import('node:vm')
    await nx.write('/a', runInNewContext('new Uint8Array([1, 2, 3])'))
    expect([...(await nx.read('/a'))]).toEqual([1, 2, 3])
    await nx.write('/a', runInNewContext('new Uint8Array([4]).buffer'))
    expect([...(await nx.read('/a'))]).toEqual([4])
    await nx.write('/a', new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 1) as never)
    expect([...(await nx.read('/a'))]).toEqual([2])
  })

  test.each([[null], [undefined], [5], [{}], [['a']]])('content %j is refused', async (content) => {
    const { nx } = await openNexus()
    const error = await rejection(nx.write('/a', content as never), 'INVALID_ARGUMENT')
    expect(error.hint).toContain('Uint8Array')
    expect(await nx.exists('/a')).toBe(false)
  })
})

describe('streams above 8 MiB', () => {
  const bytes = pattern(9 << 20, 5)
  const without = (backend: Backend): Backend =>
    new Proxy(backend, {
      get(target, name) {
        if (name === 'rename') return undefined
        const member: unknown = Reflect.get(target, name)
        if (name === 'capabilities') return { ...target.capabilities, rename: false }
        return typeof member === 'function' ? member.bind(target) : member
      },
    })

  test.each([true, false])(
    'are written and leave nothing temporary, rename: %s',
    async (renames) => {
      const { backend, store } = await openNexus()
      const { nx } = await openNexus({ store, backend: renames ? backend : without(backend) })
      const { etag } = await nx.write('/a', chunksOf(bytes))
      expect(etag).toBe(sha256(bytes))
      expect(sha256(await nx.read('/a'))).toBe(etag)
      await nx.write('/same', chunksOf(bytes))
      expect(await keysOf(backend)).toEqual([keyOf(etag), 'nexus.json'])
    },
  )

  test.each([true, false])('that fail midway leave nothing, rename: %s', async (renames) => {
    const { backend, store } = await openNexus()
    const { nx } = await openNexus({ store, backend: renames ? backend : without(backend) })
    await nx.write('/old', 'old')
    for (const failAfter of [0, 5, 140]) {
      await expect(nx.write('/old', chunksOf(bytes, 1 << 16, failAfter))).rejects.toThrow(
        'the stream broke',
      )
      await expect(nx.write('/new/a', chunksOf(bytes, 1 << 16, failAfter))).rejects.toThrow()
    }
    expect(await nx.readText('/old')).toBe('old')
    expect(await nx.exists('/new')).toBe(false)
    expect(await keysOf(backend)).toEqual([])
    expect(await nx.operations.list().toArray()).toHaveLength(1)
  })

  test.each([true, false])(
    'stop at a signal, also while they wait, rename: %s',
    async (renames) => {
      const { backend, store } = await openNexus()
      const { nx } = await openNexus({ store, backend: renames ? backend : without(backend) })
      let ended = false
      async function* hanging(chunks: number) {
        try {
          for (let count = 0; count < chunks; count++) yield new Uint8Array(1 << 20)
          await new Promise((resolve) => setTimeout(resolve, 200))
          yield new Uint8Array(1)
        } finally {
          ended = true
        }
      }
      for (const chunks of [0, 3, 10]) {
        ended = false
        const controller = new AbortController()
        const writing = nx.write('/a', hanging(chunks), { signal: controller.signal })
        setTimeout(() => controller.abort(), 20)
        await rejection(writing, 'ABORTED')
        expect(await nx.exists('/a')).toBe(false)
        await expect.poll(() => ended).toBe(true)
      }
      expect(await keysOf(backend)).toEqual([])
    },
  )
})

function full(): NexusError {
  return new NexusError('NO_SPACE', 'No space is left.', { hint: 'Free space.' })
}
