import { createReadStream } from 'node:fs'
import { stoppable } from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import { copyBytes } from '../../kit/index.ts'
import type { ImportSource } from '../types.ts'
import { hostError } from './host-error.ts'
import { LONGEST_LINE } from './limits.ts'
import { invalidLine } from './line-error.ts'

const NEWLINE = 0x0a
/** Bytes that are read at once. */
const CHUNK = 1 << 18
/** Bytes that become text at once: enough for many lines, and few enough to lie with other young values. */
const BLOCK = 1 << 16
const BYTE_ORDER_MARK = '\ufeff'
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A line that is not blank. */
export interface NumberedLine {
  /** From 1 on. */
  readonly number: number
  readonly text: string
}

/**
 * The lines of a host file or of bytes, in order: those of some 64 KiB at once, or one that is longer. Lines before one
 * that cannot be read come first. @throws `INVALID_ARGUMENT`, `TOO_LARGE`.
 */
export async function* readLines(
  source: ImportSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly NumberedLine[]> {
  const splitter = new LineSplitter()
  for await (const chunk of stoppable(chunksOf(source), signal)) yield* splitter.add(chunk)
  yield* splitter.end()
}

class LineSplitter {
  #number = 1
  /** The beginning of a line whose end did not come yet. */
  #held: Uint8Array[] = []
  #size = 0

  /** Where the last line of the next block ends, the first one alone after something that is held; -1: in another chunk. */
  #blockEnd(chunk: Uint8Array, start: number): number {
    if (start === chunk.byteLength) return -1
    const last = this.#size > 0 ? -1 : chunk.lastIndexOf(NEWLINE, start + BLOCK - 1)
    return last >= start ? last : chunk.indexOf(NEWLINE, start)
  }

  #hold(bytes: Uint8Array): void {
    this.#size += bytes.byteLength
    if (this.#size > LONGEST_LINE) throw tooLong(this.#number)
    // Whoever gives the chunks may fill the same array again.
    this.#held.push(copyBytes(bytes))
  }

  *add(chunk: Uint8Array): Generator<readonly NumberedLine[]> {
    let start = 0
    for (let end = this.#blockEnd(chunk, 0); end !== -1; end = this.#blockEnd(chunk, start)) {
      yield* this.#take(chunk.subarray(start, end))
      start = end + 1
    }
    if (start < chunk.byteLength) this.#hold(chunk.subarray(start))
  }

  *end(): Generator<readonly NumberedLine[]> {
    if (this.#size > 0) yield* this.#take(new Uint8Array())
  }

  /** Whole lines: several of a block, or one. */
  *#take(bytes: Uint8Array): Generator<readonly NumberedLine[]> {
    if (this.#size + bytes.byteLength > LONGEST_LINE) throw tooLong(this.#number)
    const block = this.#size === 0 ? bytes : Buffer.concat([...this.#held, bytes])
    this.#held = []
    this.#size = 0
    const text = decode(block)
    if (text === undefined) yield* this.#oneByOne(block)
    else yield this.#numbered(text.split('\n'))
  }

  #numbered(texts: readonly string[]): readonly NumberedLine[] {
    const lines: NumberedLine[] = []
    for (const given of texts) {
      const text = given.startsWith(BYTE_ORDER_MARK) ? given.slice(1) : given
      if (text.trim() !== '') lines.push({ number: this.#number, text })
      this.#number += 1
    }
    return lines
  }

  /** Lines of which one is not UTF-8. */
  *#oneByOne(block: Uint8Array): Generator<readonly NumberedLine[]> {
    for (let start = 0; start <= block.byteLength; ) {
      const next = block.indexOf(NEWLINE, start)
      const end = next === -1 ? block.byteLength : next
      const text = decode(block.subarray(start, end))
      if (text === undefined) throw invalidLine(this.#number, 'it is not UTF-8 text.')
      yield this.#numbered([text])
      start = end + 1
    }
  }
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
    yield* createReadStream(source, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw hostError(error, source)
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
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
