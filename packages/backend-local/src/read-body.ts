import { closeSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { NexusError, quoteKey, throwIfAborted } from '@nexusfs/core/kit'

const readFile = promisify(read)

/** Bytes of one chunk. */
const CHUNK_BYTES = 1 << 20
/** Up to here a range is read at once, on the caller's thread. */
const SMALL_BYTES = 256 * 1024

/** What a body reads: bytes from `start` to `end` of an open file. */
export interface BodyRange {
  readonly key: string
  readonly start: number
  readonly end: number
  readonly signal: AbortSignal | undefined
}

/** Keeps track of the files that unfinished bodies hold open. */
export class OpenFiles {
  readonly #open = new Set<OpenFile>()
  readonly #abandoned = new FinalizationRegistry<OpenFile>((file) => file.close())

  /** A body over an open file, which it closes at its end, when it is given up, and when it is forgotten. */
  body(fd: number, range: BodyRange): AsyncIterable<Uint8Array> {
    if (range.end - range.start <= SMALL_BYTES) return readAtOnce(fd, range)
    const file = new OpenFile(fd, this.#open)
    const body = new FileBody(file, range)
    this.#abandoned.register(body, file)
    return body
  }

  /** Closes all; bodies that are read later are `CLOSED`. */
  close(): void {
    for (const file of this.#open) file.close()
  }
}

/** A descriptor that is closed once, and not before the read under way on it has ended. */
class OpenFile {
  readonly #fd: number
  readonly #all: Set<OpenFile>
  #reading: Promise<unknown> | undefined
  closed = false

  constructor(fd: number, all: Set<OpenFile>) {
    this.#fd = fd
    this.#all = all
    all.add(this)
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    if (this.closed)
      throw new NexusError('CLOSED', 'The stream was closed.', { hint: 'Read the object again.' })
    const buffer = Buffer.allocUnsafeSlow(length)
    const reading = readFile(this.#fd, buffer, 0, length, start)
    this.#reading = reading
    const { bytesRead } = await reading
    return buffer.subarray(0, bytesRead)
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#all.delete(this)
    const end = () => closeSync(this.#fd)
    if (this.#reading === undefined) end()
    else this.#reading.then(end, end)
  }
}

/** Its own iterator, so that who reads it also keeps it from being forgotten. Reads one chunk ahead. */
class FileBody implements AsyncIterableIterator<Uint8Array> {
  readonly #file: OpenFile
  readonly #range: BodyRange
  #position: number
  #ahead: Promise<Uint8Array> | undefined

  constructor(file: OpenFile, range: BodyRange) {
    this.#file = file
    this.#range = range
    this.#position = range.start
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const { end, key, signal } = this.#range
    if (this.#position >= end) return this.return()
    try {
      throwIfAborted(signal)
      const chunk = await (this.#ahead ?? this.#read())
      if (chunk.byteLength === 0) throw gotShorter(key)
      this.#position += chunk.byteLength
      this.#readAhead()
      return { done: false, value: chunk }
    } catch (error) {
      this.#file.close()
      throw error
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#position = this.#range.end
    this.#file.close()
    return { done: true, value: undefined }
  }

  #readAhead(): void {
    this.#ahead = undefined
    if (this.#position >= this.#range.end) {
      this.#file.close()
      return
    }
    this.#ahead = this.#read()
    // Its failure is reported when the chunk is asked for.
    this.#ahead.catch(() => undefined)
  }

  #read(): Promise<Uint8Array> {
    return this.#file.read(this.#position, Math.min(CHUNK_BYTES, this.#range.end - this.#position))
  }
}

function readAtOnce(fd: number, { key, start, end, signal }: BodyRange): AsyncIterable<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(end - start)
  try {
    for (let filled = 0; filled < bytes.byteLength; ) {
      const count = readSync(fd, bytes, filled, bytes.byteLength - filled, start + filled)
      if (count === 0) throw gotShorter(key)
      filled += count
    }
  } finally {
    closeSync(fd)
  }
  return oneChunk(bytes, signal)
}

async function* oneChunk(
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal)
  if (bytes.byteLength > 0) yield bytes
}

function gotShorter(key: string): NexusError {
  return new NexusError('CONFLICT', `Object ${quoteKey(key)} got shorter while it was read.`, {
    hint: 'Something changes the file in place; read it again.',
  })
}
