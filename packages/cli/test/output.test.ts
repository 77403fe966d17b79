import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from '../src/io.ts'
import { alignColumns, formatCount, formatSize } from '../src/output/format.ts'
import { Output } from '../src/output/output.ts'
import { progressLine } from '../src/output/progress-bar.ts'

function ioWith(stdout: Writable): Io {
  return {
    stdin: process.stdin,
    stdout,
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    env: {},
    cwd: '/',
    home: '/',
    signal: new AbortController().signal,
    now: () => 0,
  }
}

const PLAIN = { json: false, jsonl: false, quiet: false, verbose: false, color: true }

test('output waits for a slow reader, so that memory stays bounded', async () => {
  let most = 0
  const slow = new Writable({
    highWaterMark: 64 * 1024,
    write(_chunk, _encoding, done) {
      most = Math.max(most, slow.writableLength)
      setImmediate(done)
    },
  })
  const output = new Output(ioWith(slow), PLAIN)
  for (let index = 0; index < 200; index += 1) await output.bytes(new Uint8Array(64 * 1024))
  expect(most).toBeLessThanOrEqual(128 * 1024)
})

test('JSON rows stream as one document, whatever their number', async () => {
  for (const count of [0, 1, 2, 5000]) {
    const chunks: string[] = []
    const stdout = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk.toString())
        done()
      },
    })
    const output = new Output(ioWith(stdout), { ...PLAIN, json: true })
    const rows = Array.from({ length: count }, (_, index) => ({ index }))
    await output.rows(
      rows,
      (row) => row,
      () => '',
    )
    await output.flush()
    expect(JSON.parse(chunks.join(''))).toEqual(rows)
  }
})

test('sizes and counts are for people', () => {
  expect([0, 999, 1023, 1024, 1536, 10_240, 1_048_575, 5 * 2 ** 30].map(formatSize)).toEqual([
    '0 B',
    '999 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '10 KiB',
    '1.0 MiB',
    '5.0 GiB',
  ])
  expect(formatCount(1, 'file')).toBe('1 file')
  expect(formatCount(1234, 'directory', 'directories')).toBe('1,234 directories')
  expect(
    alignColumns([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
  ).toEqual(['a    bb', 'ccc  d'])
})

test('progress shows what is known', () => {
  expect(progressLine({ done: 5, total: 10, bytes: 2048, path: 'a' }, 1000)).toBe(
    '[████████████░░░░░░░░░░░░]  50% 5/10 files, 2.0 KiB, 2.0 KiB/s, 0:01 left  a',
  )
  expect(progressLine({ done: 5, bytes: 0 }, 1000)).toBe('5 files, 0 B, 0 B/s  ')
  expect(progressLine({ done: 1, total: 7201, bytes: 0 }, 1000)).toMatch(/2:00:0[01] left/)
})
