import { createReadStream } from 'node:fs'
import { stoppable } from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import { copyBytes } from '../../kit/index.ts'
import type { ImportSource } from '../types.ts'
import { hostError } from './host-error.ts'
import { LONGEST_LINE } from './limits.ts'
import { invalidLine } from './line-error.ts'

const NEWLINE = 0x0a
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** A line that is not blank. */
export interface NumberedLine {
  /** From 1 on. */
  readonly number: number
  readonly text: string
}

/** The lines of a host file or of bytes, one in memory at a time. @throws `INVALID_ARGUMENT`, `TOO_LARGE`. */
export async function* readLines(
  source: ImportSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<NumberedLine> {
  let number = 1
  let held: Uint8Array[] = []
  let size = 0
  const take = (bytes: Uint8Array): NumberedLine | undefined => {
    const text = decode(number, held.length === 0 ? bytes : Buffer.concat([...held, bytes]))
    held = []
    size = 0
    const line = { number, text }
    number += 1
    return text.trim() === '' ? undefined : line
  }
  for await (const chunk of stoppable(chunksOf(source), signal)) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      if (size + end - start > LONGEST_LINE) throw tooLong(number)
      const line = take(chunk.subarray(start, end))
      if (line !== undefined) yield line
      start = end + 1
    }
    if (start === chunk.byteLength) continue
    size += chunk.byteLength - start
    if (size > LONGEST_LINE) throw tooLong(number)
    // Whoever gives the chunks may fill the same array again.
    held.push(copyBytes(chunk.subarray(start)))
  }
  const last = held.length === 0 ? undefined : take(new Uint8Array())
  if (last !== undefined) yield last
}

async function* chunksOf(source: ImportSource): AsyncGenerator<Uint8Array> {
  if (typeof source !== 'string') {
    if (typeof source?.[Symbol.asyncIterator] !== 'function') throw noSource()
    for await (const chunk of source) {
      if (!ArrayBuffer.isView(chunk)) throw noSource()
      yield chunk
    }
    return
  }
  if (source === '' || source.includes('\0')) throw noSource()
  try {
    yield* createReadStream(source, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw hostError(error, source)
  }
}

function decode(line: number, bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch {
    throw invalidLine(line, 'it is not UTF-8 text.')
  }
}

function tooLong(line: number): NexusError {
  return new NexusError('TOO_LARGE', `Line ${line}: it is longer than ${LONGEST_LINE} bytes.`, {
    hint: 'Export without content, and copy large files from a folder.',
  })
}

function noSource(): NexusError {
  return new NexusError('INVALID_ARGUMENT', 'The source of an import is no file and no bytes.', {
    hint: 'Give the path of a host file, or an async iterable of bytes.',
  })
}
