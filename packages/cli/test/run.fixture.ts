import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { main } from '../src/index.ts'

/** What a run of the command left behind. */
export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Standard output, parsed. */
  json<Value = unknown>(): Value
}

/** What a run is given. */
export interface RunOptions {
  readonly stdin?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** All three streams are a terminal; the text is typed. */
  readonly terminal?: string | true | undefined
  readonly signal?: AbortSignal | undefined
  /** What the clock shows, in milliseconds UTC. */
  readonly now?: number | undefined
  /** Called with all of standard output whenever some comes. */
  readonly onOutput?: ((text: string) => void) | undefined
  /** Of the terminal; default 100. */
  readonly columns?: number | undefined
}

/** A folder of its own in which `nexus` runs, on the embedded default. */
export interface Workplace {
  readonly folder: string
  nexus(args: readonly string[], options?: RunOptions): Promise<Run>
  /** Writes a host file below the folder. */
  host(name: string, content: string | Uint8Array): Promise<string>
}

/** Makes a folder that ends with the test. */
export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    folder,
    nexus: (args, options = {}) => run(folder, args, options),
    async host(name, content) {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      return path
    },
  }
}

async function run(folder: string, args: readonly string[], options: RunOptions): Promise<Run> {
  const isTTY = options.terminal !== undefined
  const out = collector(isTTY, options)
  const error = collector(isTTY, { columns: options.columns })
  const typed = typeof options.terminal === 'string' ? options.terminal : ''
  const stdin = isTTY ? typing(typed) : Readable.from([Buffer.from(options.stdin ?? '')])
  const code = await main(args, {
    stdin: Object.assign(stdin, { isTTY }),
    stdout: out.stream,
    stderr: error.stream,
    env: { ...options.env },
    cwd: folder,
    home: folder,
    signal: options.signal ?? new AbortController().signal,
    now: () => options.now ?? Date.now(),
  })
  const stdout = out.text()
  return {
    code,
    stdout,
    stderr: error.text(),
    json: <Value>() => JSON.parse(stdout) as Value,
  }
}

function typing(text: string): PassThrough {
  const stream = new PassThrough()
  stream.write(text)
  return stream
}

function collector(isTTY: boolean, { onOutput, columns = 100 }: RunOptions) {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      onOutput?.(Buffer.concat(chunks).toString('utf8'))
      done()
    },
  })
  return {
    stream: Object.assign(stream, { isTTY, columns }),
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
