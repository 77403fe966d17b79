import picocolors from 'picocolors'
import type { Globals } from '../command-line/globals.ts'
import type { Io, OutputStream } from '../io.ts'
import { escapeForTerminal } from './escape.ts'
import { formatSize, formatTime, isoTime } from './format.ts'

/** Whoever read the output is gone (`nexus ls | head`). Not a failure. */
export class OutputClosed extends Error {}

type Colors = ReturnType<typeof picocolors.createColors>

const BUFFER = 16 * 1024

/** Where a command prints: data on standard output, everything else on standard error. */
export class Output {
  readonly format: 'human' | 'json' | 'jsonl'
  /** Whether a person looks at standard output. */
  readonly isTerminal: boolean
  readonly colors: Colors
  readonly #io: Io
  readonly #color: boolean
  readonly #quiet: boolean
  readonly #verbose: boolean
  #buffer = ''
  #failure: Error | undefined
  #errorColors: Colors | undefined

  constructor(io: Io, globals: Pick<Globals, 'json' | 'jsonl' | 'quiet' | 'verbose' | 'color'>) {
    this.#io = io
    this.#color = globals.color
    this.#quiet = globals.quiet
    this.#verbose = globals.verbose
    this.format = globals.jsonl ? 'jsonl' : globals.json ? 'json' : 'human'
    this.isTerminal = io.stdout.isTTY === true && this.format === 'human'
    this.colors = picocolors.createColors(wantsColor(io, io.stdout, globals.color))
    io.stdout.on('error', (error: Error) => {
      this.#failure ??= error
    })
  }

  /** The colours of standard error, which is not opened before something is to be told there. */
  get errorColors(): Colors {
    const { stderr } = this.#io
    this.#errorColors ??= picocolors.createColors(wantsColor(this.#io, stderr, this.#color))
    return this.#errorColors
  }

  /** Columns of the terminal; unlimited elsewhere. */
  get columns(): number {
    return (this.isTerminal ? this.#io.stdout.columns : undefined) ?? Number.POSITIVE_INFINITY
  }

  /** Whether progress and notes may be drawn on standard error. */
  get showsProgress(): boolean {
    return this.#io.stderr.isTTY === true && !this.#quiet && this.format === 'human'
  }

  /** Prints bytes as they are and waits for whoever reads them. */
  async bytes(chunk: Uint8Array | string): Promise<void> {
    await this.flush()
    await this.#write(chunk)
  }

  /** Prints one line of data. */
  async line(text: string): Promise<void> {
    this.#buffer += `${text}\n`
    if (this.isTerminal || this.#buffer.length >= BUFFER) await this.flush()
  }

  /** Prints what is waiting. */
  async flush(): Promise<void> {
    const text = this.#buffer
    this.#buffer = ''
    if (text !== '') await this.#write(text)
  }

  /** Prints one value: as JSON, or for people. */
  async document(value: unknown, human: () => string | readonly string[]): Promise<void> {
    if (this.format === 'json') return this.line(JSON.stringify(value, null, 2))
    if (this.format === 'jsonl') return this.line(JSON.stringify(value))
    for (const text of [human()].flat()) await this.line(text)
  }

  /** Prints rows as they come: a JSON array, a JSON value a line, or a line for people. Gives their number. */
  async rows<Row>(
    rows: AsyncIterable<Row> | Iterable<Row>,
    json: (row: Row) => unknown,
    human: (row: Row) => string | readonly string[],
  ): Promise<number> {
    let count = 0
    for await (const row of rows) {
      if (this.format === 'json')
        this.#buffer += `${count === 0 ? '[\n' : ',\n'}  ${JSON.stringify(json(row))}`
      else if (this.format === 'jsonl') await this.line(JSON.stringify(json(row)))
      else for (const text of [human(row)].flat()) await this.line(text)
      count += 1
      if (this.#buffer.length >= BUFFER) await this.flush()
    }
    if (this.format === 'json') await this.line(count === 0 ? '[]' : '\n]')
    return count
  }

  /** Tells a person what was done. */
  note(text: string): void {
    if (!this.#quiet && this.format === 'human') this.#tell(text)
  }

  /** Tells what should not be missed. */
  warn(text: string): void {
    if (!this.#quiet) this.#tell(`${this.errorColors.yellow('warning:')} ${text}`)
  }

  /** Tells details, with `--verbose`. */
  detail(text: string): void {
    if (this.#verbose) this.#tell(this.errorColors.dim(text))
  }

  /** A name or a text of one line, as it can be shown. */
  name(text: string): string {
    return this.isTerminal ? escapeForTerminal(text) : text
  }

  /** Bytes: for people on a terminal, exact elsewhere. */
  size(bytes: number): string {
    return this.isTerminal ? formatSize(bytes) : String(bytes)
  }

  /** A time: local on a terminal, exact elsewhere. */
  time(milliseconds: number): string {
    return this.isTerminal ? formatTime(milliseconds) : isoTime(milliseconds)
  }

  #tell(text: string): void {
    this.#io.stderr.write(`${text}\n`)
  }

  async #write(chunk: Uint8Array | string): Promise<void> {
    if (this.#failure) throw closed(this.#failure)
    const { stdout } = this.#io
    if (stdout.write(chunk)) return
    await new Promise<void>((resolve) => {
      const settle = () => {
        for (const event of ['drain', 'error', 'close']) stdout.off(event, settle)
        resolve()
      }
      for (const event of ['drain', 'error', 'close']) stdout.on(event, settle)
    })
    if (this.#failure) throw closed(this.#failure)
  }
}

function closed(error: Error): Error {
  return (error as NodeJS.ErrnoException).code === 'EPIPE' ? new OutputClosed() : error
}

/** https://no-color.org: any non-empty value switches colours off. */
function wantsColor(io: Io, stream: OutputStream, asked: boolean): boolean {
  const { NO_COLOR = '', TERM } = io.env
  return asked && stream.isTTY === true && NO_COLOR === '' && TERM !== 'dumb'
}
