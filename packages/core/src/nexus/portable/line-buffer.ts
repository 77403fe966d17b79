import type { LineSink } from './line-sink.ts'

/** Characters that are gathered before they become bytes: text that is put together from more pieces costs more. */
const GATHERED = 1 << 14
/** Bytes of a piece that is written at once. */
const PIECE = 1 << 19
/** Bytes of UTF-8 that a UTF-16 code unit takes at most. */
const WIDEST = 3

/** Gathers lines into large pieces. A piece is written while the next one is gathered; there are two of them. */
export class LineBuffer {
  readonly #sink: LineSink
  #text = ''
  #piece = Buffer.allocUnsafeSlow(PIECE)
  #used = 0
  #other = Buffer.allocUnsafeSlow(PIECE)
  #writing: Promise<void> | undefined

  constructor(sink: LineSink) {
    this.#sink = sink
  }

  /** Adds a line. What it gives is to be waited for. @throws what the sink throws, also for an earlier piece. */
  add(line: string): Promise<void> | undefined {
    this.#text += `${line}\n`
    return this.#text.length < GATHERED ? undefined : this.#pour()
  }

  /** Writes what is left; resolves when all was written. */
  async end(): Promise<void> {
    await this.#pour()
    await this.#flush()
    await this.#writing
  }

  async #pour(): Promise<void> {
    const text = this.#text
    this.#text = ''
    const most = text.length * WIDEST
    if (this.#used + most > PIECE) await this.#flush()
    if (most <= PIECE) {
      this.#used += this.#piece.write(text, this.#used)
      return
    }
    // A line with much content: waited for, so that no second one is made meanwhile.
    await this.#writing
    await this.#sink.write(Buffer.from(text))
  }

  async #flush(): Promise<void> {
    await this.#writing
    if (this.#used === 0) return
    this.#writing = this.#sink.write(this.#piece.subarray(0, this.#used))
    // Told when the next piece is written.
    this.#writing.catch(() => undefined)
    const written = this.#piece
    this.#piece = this.#other
    this.#other = written
    this.#used = 0
  }
}
