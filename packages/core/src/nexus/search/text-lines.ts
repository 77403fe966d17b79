import { isBinary, SNIFFED_BYTES } from '../../kit/is-binary.ts'

/** Longest piece of a line, in UTF-16 units; a longer line is given in pieces. */
export const MAX_LINE_LENGTH = 1 << 20

/** A line of text without its terminator, or a piece of one that is too long. */
export interface TextLine {
  /** From 1. */
  readonly number: number
  readonly text: string
  /** UTF-16 units of the line before this piece. */
  readonly offset: number
}

/**
 * The lines of a stream of UTF-8 bytes; `undefined` when a NUL among the first 8 KiB says that it is binary.
 * Memory is bounded by the longest piece and chunk. Malformed bytes become U+FFFD.
 */
export async function readLines(
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncGenerator<TextLine> | undefined> {
  const iterator = chunks[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  for (let bytes = 0; bytes < SNIFFED_BYTES; ) {
    const { done, value } = await iterator.next()
    if (done) break
    if (isBinary(value.subarray(0, SNIFFED_BYTES - bytes))) {
      await iterator.return?.()
      return undefined
    }
    head.push(value)
    bytes += value.byteLength
  }
  return splitLines(head, iterator)
}

async function* splitLines(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<TextLine> {
  let number = 1
  let offset = 0
  let open = ''
  for await (const text of decode(head, rest)) {
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      yield { number, offset, text: withoutReturn(open + text.slice(from, end)) }
      from = end + 1
      number += 1
      offset = 0
      open = ''
    }
    open += text.slice(from)
    for (; open.length > MAX_LINE_LENGTH; open = open.slice(MAX_LINE_LENGTH)) {
      yield { number, offset, text: open.slice(0, MAX_LINE_LENGTH) }
      offset += MAX_LINE_LENGTH
    }
  }
  if (open !== '') yield { number, offset, text: withoutReturn(open) }
}

async function* decode(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  try {
    for (const chunk of head) yield decoder.decode(chunk, { stream: true })
    for (let next = await rest.next(); !next.done; next = await rest.next())
      yield decoder.decode(next.value, { stream: true })
    yield decoder.decode()
  } finally {
    await rest.return?.()
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
