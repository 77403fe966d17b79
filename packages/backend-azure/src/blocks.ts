import { concatBytes, NexusError, quoteKey } from '@nexusfs/core/kit'
import type { Source } from '@nexusfs/core/spec'

/** Blocks of one blob (https://learn.microsoft.com/azure/storage/blobs/scalability-targets). */
export const MAXIMUM_BLOCKS = 50_000
/** Bytes of the largest block that is used. Azure takes larger ones, which memory would have to hold. */
export const MAXIMUM_BLOCK_BYTES = 100 << 20
/** Bytes up to which a body goes in one call, and of a usual block. */
export const BLOCK_BYTES = 8 << 20
/** Bytes of blocks that are on their way at once. */
const IN_FLIGHT_BYTES = 24 << 20
/** Blocks of one size, where it is not known how many there will be. */
const BLOCKS_OF_A_SIZE = 8000

/** Bytes of the block of that number, from 0: all alike where the size is known, else growing with their number. */
export function blockBytes(number: number, size: number | undefined): number {
  if (size === undefined) {
    const doubled = BLOCK_BYTES * 2 ** Math.floor(number / BLOCKS_OF_A_SIZE)
    return Math.min(MAXIMUM_BLOCK_BYTES, doubled)
  }
  const least = Math.ceil(size / MAXIMUM_BLOCKS / (1 << 20)) << 20
  return Math.min(MAXIMUM_BLOCK_BYTES, Math.max(BLOCK_BYTES, least))
}

/** How many blocks of a size may be on their way at once. */
export function blocksAtOnce(bytes: number): number {
  return Math.max(1, Math.floor(IN_FLIGHT_BYTES / bytes))
}

/** The id of a block. All of a blob must be equally long, those of other programs included: the SDK's have this length too. */
export function blockId(upload: string, number: number): string {
  return Buffer.from(`${upload}${String(number).padStart(48 - upload.length, '0')}`).toString(
    'base64',
  )
}

/** The bytes of a source in blocks; at least one, which may be empty. Bytes in memory are not copied. @throws `TOO_LARGE`. */
export async function* blocksOf(key: string, source: Source): AsyncGenerator<Uint8Array> {
  const size = source.bytes?.byteLength ?? source.size
  let number = 0
  for await (const block of cut(source, () => blockBytes(number, size))) {
    if (number === MAXIMUM_BLOCKS) throw tooLarge(key)
    yield block
    number++
  }
}

async function* cut(source: Source, wanted: () => number): AsyncGenerator<Uint8Array> {
  if (source.bytes !== undefined) return yield* cutBytes(source.bytes, wanted())
  let block: Block = new CollectedBlock()
  let any = false
  for await (let chunk of source.open()) {
    while (block.size + chunk.byteLength > wanted()) {
      const rest = wanted() - block.size
      block.add(chunk.subarray(0, rest))
      yield block.take()
      any = true
      chunk = chunk.subarray(rest)
      block = new FilledBlock(wanted())
    }
    if (chunk.byteLength > 0) block.add(chunk)
  }
  if (block.size > 0 || !any) yield block.take()
}

function* cutBytes(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  if (bytes.byteLength === 0) yield bytes
  for (let start = 0; start < bytes.byteLength; start += length)
    yield bytes.subarray(start, start + length)
}

/** A block while its bytes come. */
interface Block {
  readonly size: number
  add(chunk: Uint8Array): void
  take(): Uint8Array
}

/** The first one, which may stay small: keeps chunks until it is asked for. */
class CollectedBlock implements Block {
  readonly #chunks: Uint8Array[] = []
  size = 0

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.size += chunk.byteLength
  }

  take(): Uint8Array {
    return concatBytes(this.#chunks)
  }
}

/** A later one: copies chunks at once, so that none is kept until the block is full. */
class FilledBlock implements Block {
  readonly #bytes: Uint8Array
  size = 0

  constructor(length: number) {
    this.#bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
  }

  add(chunk: Uint8Array): void {
    this.#bytes.set(chunk, this.size)
    this.size += chunk.byteLength
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.size)
  }
}

function tooLarge(key: string): NexusError {
  return new NexusError(
    'TOO_LARGE',
    `The stream for ${quoteKey(key)} has more bytes than ${MAXIMUM_BLOCKS} blocks hold.`,
    { hint: 'Say its size beforehand, which makes larger blocks, or split it.' },
  )
}
