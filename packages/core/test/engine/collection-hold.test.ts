import { type Clock, holdCollection } from '@nexusfs/core'
import { newId } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { createAdapters, openNexus, outcomes, rejection } from './world.ts'

/** A clock that is moved by hand; what is due runs when it passes. */
function handClock() {
  let now = 1_000_000
  const due = new Map<() => void, number>()
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    after(milliseconds, call) {
      due.set(call, now + milliseconds)
      return () => due.delete(call)
    },
  }
  const advance = async (milliseconds: number) => {
    now += milliseconds
    for (const [call, time] of due)
      if (time <= now) {
        due.delete(call)
        call()
      }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, advance }
}

const MINUTE = 60_000

async function holders(store: Awaited<ReturnType<typeof createAdapters>>['store']) {
  const [row] = await store.getRecords('gc', ['hold'])
  return Object.values(row?.value ?? {})
}

test('a hold is renewed until it is released, and several hold at once', async () => {
  const { store } = await createAdapters()
  const { clock, advance } = handClock()
  const parts = { store, clock, newId }
  const first = await holdCollection(parts)
  const second = await holdCollection(parts)
  expect(await holders(store)).toHaveLength(2)
  for (let minutes = 0; minutes < 60; minutes += 2) await advance(2 * MINUTE)
  first.check()
  for (const until of await holders(store)) expect(until).toBeGreaterThan(clock.now() + 5 * MINUTE)
  await first.release()
  await first.release()
  expect(await holders(store)).toHaveLength(1)
  await second.release()
  expect(await holders(store)).toEqual([])
  await advance(60 * MINUTE)
  expect(await holders(store)).toEqual([])
})

test('a hold that could not be renewed is LEASE_LOST', async () => {
  const { store } = await createAdapters()
  const { clock, advance } = handClock()
  let failing = false
  const wrapped = Object.assign(Object.create(store) as typeof store, {
    commit: (...args: Parameters<typeof store.commit>) =>
      failing ? Promise.reject(new Error('no')) : store.commit(...args),
  })
  const hold = await holdCollection({ store: wrapped, clock, newId })
  failing = true
  for (let minutes = 0; minutes < 8; minutes += 2) await advance(2 * MINUTE)
  hold.check()
  await advance(2 * MINUTE)
  await rejection((async () => hold.check())(), 'LEASE_LOST')
  failing = false
  await hold.release()
})

test('holds taken at once do not lose each other', async () => {
  const { store } = await createAdapters()
  const { clock } = handClock()
  const taking = Array.from({ length: 8 }, () => holdCollection({ store, clock, newId }))
  expect(await outcomes(taking)).toEqual(Array(8).fill('ok'))
  expect(await holders(store)).toHaveLength(8)
  for (const hold of await Promise.all(taking)) await hold.release()
  expect(await holders(store)).toEqual([])
})

test('nothing is collected while a hold lasts, and one that was left behind ends by itself', async () => {
  const { clock, advance } = handClock()
  const { nx, store } = await openNexus({ clock, gc: 'manual' })
  await holdCollection({ store, clock: { ...clock, after: () => () => {} }, newId })
  await rejection(nx.content.gc({ apply: true }), 'BUSY')
  await advance(11 * MINUTE)
  expect(await nx.content.gc({ apply: true })).toMatchObject({ applied: true })
})
