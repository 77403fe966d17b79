import { expect, test } from 'vitest'
import type { Clock, Logger } from '../spec/index.ts'
import { Background } from './background.ts'

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
  const pass = async (milliseconds: number) => {
    time += milliseconds
    for (const [call, due] of [...timers]) {
      if (due > time) continue
      timers.delete(call)
      call()
    }
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return { clock, pass, timers }
}

function open(logger?: Logger) {
  const { clock, pass, timers } = manualClock()
  return { background: new Background({ clock, logger }), pass, timers }
}

test('a task runs after its interval, and again an interval after its end', async () => {
  const { background, pass, timers } = open()
  let runs = 0
  let finish = () => {}
  background.add({
    name: 'count',
    everyMs: 10,
    run() {
      runs += 1
      return new Promise<void>((resolve) => {
        finish = resolve
      })
    },
  })
  await pass(9)
  expect(runs).toBe(0)
  await pass(1)
  expect(runs).toBe(1)
  await pass(100)
  expect([runs, timers.size]).toEqual([1, 0])
  finish()
  await pass(0)
  await pass(10)
  expect(runs).toBe(2)
  finish()
  await background.close()
})

test('a task that fails is logged and runs again', async () => {
  const lines: unknown[] = []
  const note = (fields: unknown) => lines.push(fields)
  const { background, pass } = open({ debug: note, info: note, warn: note, error: note })
  const error = new Error('no')
  background.add({ name: 'fails', everyMs: 10, run: () => Promise.reject(error) })
  await pass(10)
  await pass(10)
  expect(lines).toEqual([
    { task: 'fails', error },
    { task: 'fails', error },
  ])
  await background.close()
})

test('closing asks what runs to end, waits for it, gives a last run, and nothing runs later', async () => {
  const { background, pass, timers } = open()
  const seen: string[] = []
  background.add({
    name: 'long',
    everyMs: 10,
    run: (signal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          seen.push('ended')
          resolve()
        })
      }),
    async atClose(signal) {
      expect(signal.aborted).toBe(false)
      seen.push('last')
    },
  })
  background.add({
    name: 'fails',
    everyMs: 10,
    run: async () => {},
    atClose: () => Promise.reject(new Error('no')),
  })
  await pass(10)
  await background.close()
  background.add({ name: 'late', everyMs: 1, run: async () => void seen.push('late') })
  await pass(1_000)
  await background.close()
  expect(seen).toEqual(['ended', 'last'])
  expect(timers.size).toBe(0)
})

test('last runs are asked to end after a second', async () => {
  const { background, pass } = open()
  let ended = false
  background.add({
    name: 'slow',
    everyMs: 10,
    run: async () => {},
    atClose: (signal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          ended = true
          resolve()
        })
      }),
  })
  const closing = background.close()
  await pass(0)
  await pass(999)
  expect(ended).toBe(false)
  await pass(1)
  await closing
  expect(ended).toBe(true)
})
