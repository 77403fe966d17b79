import { expect, test } from 'vitest'
import type { NexusError } from '../../errors/index.ts'
import { type NumberedLine, readLines } from './read-lines.ts'

/** Bytes in chunks of a size, all in one array. */
async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const shared = new Uint8Array(size)
  for (let start = 0; start < bytes.byteLength; start += size) {
    const piece = bytes.subarray(start, start + size)
    shared.set(piece)
    yield shared.subarray(0, piece.byteLength)
  }
}

/** What is read before the end, or an error. */
async function read(text: string | Uint8Array, size: number) {
  const lines: NumberedLine[] = []
  const found: { message?: string | undefined } = {}
  try {
    for await (const some of readLines(chunks(Buffer.from(text), size), undefined))
      lines.push(...some)
  } catch (error) {
    found.message = (error as NexusError).message
  }
  return { lines, ...found }
}

test('lines are the same however the bytes are cut, and blank ones only count', async () => {
  const text = '\ufeff{"a":1}\n\n  \r\n\ufeff{"ä":"😀"}\r\nlast'
  const wanted = [
    { number: 1, text: '{"a":1}' },
    { number: 4, text: '{"ä":"😀"}\r' },
    { number: 5, text: 'last' },
  ]
  for (const size of [1, 2, 3, 5, 8, 13, 1000]) {
    expect(await read(text, size)).toEqual({ lines: wanted })
    expect(await read(`${text}\n`, size)).toEqual({ lines: wanted })
  }
  expect(await read('', 1)).toEqual({ lines: [] })
})

test('lines before one that is not UTF-8 come first, and the error names it', async () => {
  const bytes = Buffer.concat([Buffer.from('one\n\ntwo\n'), Buffer.of(0xff), Buffer.from('\nfour')])
  for (const size of [1, 4, 1000]) {
    const { lines, message } = await read(bytes, size)
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two'])
    expect(message).toMatch(/^Line 4: it is not UTF-8/)
  }
})

test('lines of many blocks, and longer than a block', async () => {
  const texts = Array.from({ length: 3_000 }, (_, index) =>
    `${index}`.padEnd((index % 7) * 100, 'x'),
  )
  texts.splice(1_000, 0, 'y'.repeat(700_000), 'z'.repeat(300_000))
  for (const size of [999, 1 << 18, 1 << 24]) {
    const { lines } = await read(texts.join('\n'), size)
    expect(lines.map(({ text }) => text)).toEqual(texts)
    expect(lines.every(({ number }, index) => number === index + 1)).toBe(true)
  }
})
