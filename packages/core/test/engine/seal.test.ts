import type { Clock, MetadataStore } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { sealLog } from '../../src/history/index.ts'
import { alteredStore } from './altered-store.ts'
import { createAdapters, openNexus, rejection } from './world.ts'

async function headOf(store: MetadataStore, space = 'default') {
  const [record] = await store.getRecords('seal', [space])
  return record?.value
}

async function blocksOf(store: MetadataStore, space = 'default') {
  const { rows } = await store.scanRecords('seal', { prefix: `${space}/`, limit: 100 })
  return rows.map(({ value }) => value.count)
}

/** A clock whose timers run when it is told so. */
function manualClock() {
  const timers = new Map<() => void, number>()
  let time = 0
  const clock: Clock = {
    now: () => time,
    elapsed: () => time,
    after(milliseconds, call) {
      const own = () => call()
      timers.set(own, time + milliseconds)
      return () => timers.delete(own)
    },
  }
  const pass = (milliseconds: number) => {
    time += milliseconds
    for (const [call, due] of [...timers]) {
      if (due > time) continue
      timers.delete(call)
      call()
    }
  }
  return { clock, pass }
}

describe('sealing', () => {
  test('fills blocks of 500 and goes on in the last one', async () => {
    const { nx, store } = await openNexus()
    await nx.writeBatch(
      Array.from({ length: 1203 }, (_, index) => ({ path: `/d/${index}`, content: '' })),
    )
    expect(await sealLog(store, 'default')).toBe('sealed')
    expect(await blocksOf(store)).toEqual([500, 500, 203])
    await nx.write('/a', '')
    expect(await sealLog(store, 'default')).toBe('sealed')
    expect(await blocksOf(store)).toEqual([500, 500, 204])
    const settled = await store.settled()
    expect(await sealLog(store, 'default')).toBe('sealed')
    expect(await store.settled()).toBe(settled)
    expect((await nx.operations.verify()).ok).toBe(true)
  })

  test('gives the same chain in many steps as at once', async () => {
    const { nx, store } = await openNexus()
    for (let index = 1; index <= 20; index++) {
      await nx.write('/a', `${index}`)
      if (index % 3 === 0) await sealLog(store, 'default')
    }
    await sealLog(store, 'default')
    const { rows } = await store.scanRecords('seal', { limit: 10 })
    const base = { kind: 'record', action: 'delete', collection: 'seal' } as const
    const mutations = rows.map(({ key }) => ({ ...base, key }))
    await store.commit({ space: 'default', operations: [], mutations })
    expect(await headOf(store)).toBeUndefined()
    await sealLog(store, 'default')
    const again = await store.scanRecords('seal', { limit: 10 })
    expect(again.rows.map(({ value }) => value)).toEqual(rows.map(({ value }) => value))
  })

  test('by several at once ends in one sound chain', async () => {
    const { nx, store, backend } = await openNexus()
    const { nx: other } = await openNexus({ store, backend })
    const outcomes = new Set<string>()
    for (let round = 0; round < 20; round++) {
      await nx.write('/a', `${round}`)
      const sealed = await Promise.all([1, 2, 3].map(() => sealLog(store, 'default')))
      for (const outcome of sealed) outcomes.add(outcome)
      const both = await Promise.all([nx.operations.verify(), other.operations.verify()])
      expect(both.map(({ ok, count }) => [ok, count])).toEqual([
        [true, round + 1],
        [true, round + 1],
      ])
    }
    expect(outcomes).toEqual(new Set(['sealed', 'lost']))
  })

  test('while others write, verification is sound', async () => {
    const { nx } = await openNexus()
    const writing = Array.from({ length: 200 }, (_, index) => nx.write(`/d/${index}`, ''))
    const kept = []
    for (let round = 0; round < 5; round++) kept.push(await nx.operations.verify())
    await Promise.all(writing)
    for (const expect_ of kept) {
      expect(expect_.ok).toBe(true)
      expect((await nx.operations.verify({ expect: expect_ })).ok).toBe(true)
    }
  })

  test('stops before a block when it is told so, and verification is ABORTED', async () => {
    const { nx, store } = await openNexus()
    await nx.writeBatch(
      Array.from({ length: 1100 }, (_, index) => ({ path: `/d/${index}`, content: '' })),
    )
    expect(await sealLog(store, 'default', { signal: AbortSignal.abort() })).toBe('stopped')
    expect(await sealLog(store, 'default', { commits: 1 })).toBe('stopped')
    expect(await blocksOf(store)).toEqual([500])
    const stop = new AbortController()
    const seen: number[] = []
    const onProgress = ({ done }: { readonly done: number }) => {
      seen.push(done)
      stop.abort()
    }
    const { signal } = stop
    await rejection(nx.operations.verify({ signal, onProgress }), 'ABORTED')
    expect(seen).toEqual([500])
    const all: unknown[] = []
    await nx.operations.verify({ onProgress: (progress) => all.push(progress) })
    expect(all.at(-1)).toEqual({ done: 1100, total: 1100 })
  })

  test('refuses to go on from seals that contradict each other', async () => {
    const { nx, store } = await openNexus()
    await nx.write('/a', '')
    await sealLog(store, 'default')
    await store.commit({
      space: 'default',
      operations: [],
      mutations: [{ kind: 'record', action: 'delete', collection: 'seal', key: 'default' }],
    })
    await nx.write('/b', '')
    await rejection(sealLog(store, 'default'), 'CORRUPT')
    const found = await nx.operations.verify()
    expect([found.ok, found.count]).toEqual([false, 1])
    expect(new Set(found.problems.map(({ kind }) => kind))).toEqual(new Set(['seal']))
  })

  test('comes each minute for what was changed, at first for all spaces', async () => {
    const { clock, pass } = manualClock()
    const { store, backend } = await createAdapters()
    const { nx: before } = await openNexus({ store, backend, isAdmin: true })
    await before.as({ tenantId: 'acme' }).write('/shared/acme/a', '')
    const { nx } = await openNexus({ store, backend, clock })
    await nx.write('/a', '')
    expect([await headOf(store), await headOf(store, 'acme')]).toEqual([undefined, undefined])
    pass(60_000)
    await expect.poll(async () => (await headOf(store))?.count).toBe(1)
    await expect.poll(async () => (await headOf(store, 'acme'))?.count).toBe(1)
    await nx.as({ tenantId: 'acme' }).write('/shared/acme/b', '')
    pass(60_000)
    await expect.poll(async () => (await headOf(store, 'acme'))?.count).toBe(2)
  })

  test('comes when the engine closes, never failing it, and only where something was changed', async () => {
    const { store, backend } = await createAdapters()
    const { nx } = await openNexus({ store, backend })
    await nx.write('/a', '')
    await nx.close()
    expect((await headOf(store))?.count).toBe(1)
    const settled = await store.settled()
    const { nx: reader } = await openNexus({ store, backend })
    await reader.read('/a')
    await reader.close()
    expect(await store.settled()).toBe(settled)
    const lines: string[] = []
    const note = (_: unknown, message: string) => lines.push(message)
    const logger = { debug: () => {}, info: () => {}, warn: note, error: note }
    const broken = alteredStore(store, { getRecords: () => Promise.reject(new Error('gone')) })
    const { nx: failing } = await openNexus({ store: broken, backend, logger })
    await failing.write('/b', '')
    await failing.close()
    expect(lines).toEqual(['The background task "seal the log" failed.'])
  })
})
