import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

const keeper = fileURLToPath(new URL('server-keeper.fixture.ts', import.meta.url))
const READY_MS = 30_000
const PORTS = 3

/** How a server is started on a port. */
export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Asked until any answer comes. */
  readonly readyUrl: string
  /** Folders that are made below the server's own before it starts. */
  readonly folders?: readonly string[]
}

/** A server that answers. */
export interface ServerProcess {
  readonly port: number
  close(): Promise<void>
}

/**
 * Starts a server on a free port of 127.0.0.1, with a temporary folder of its own, and waits until it answers. It ends
 * with this process, however that ends.
 * @throws with what the server printed, where it does not get ready.
 */
export async function startServerProcess(
  commandOf: (port: number, folder: string) => ServerCommand,
): Promise<ServerProcess> {
  for (let left = PORTS; ; left--) {
    const port = await freePort()
    const folder = await mkdtemp(join(tmpdir(), 'nexus-server-'))
    const started = new StartedServer(folder, commandOf(port, folder))
    try {
      await started.ready()
      return { port, close: () => started.close() }
    } catch (error) {
      await started.close()
      // Another process may have taken the port in between.
      if (left === 1) throw error
    }
  }
}

class StartedServer {
  readonly #folder: string
  readonly #command: ServerCommand
  #child: ChildProcess | undefined
  #ended: Promise<void> = Promise.resolve()
  #running = false
  #printed = ''

  constructor(folder: string, command: ServerCommand) {
    this.#folder = folder
    this.#command = command
  }

  async ready(): Promise<void> {
    const { folders = [], readyUrl } = this.#command
    for (const name of folders) await mkdir(join(this.#folder, name))
    this.#start()
    for (let waited = 0; waited < READY_MS && this.#running; waited += 25) {
      if (await answers(readyUrl)) return
      await wait(25)
    }
    throw new Error(`${this.#command.command} is not ready.\n${this.#printed.trim()}`)
  }

  close(): Promise<void> {
    this.#child?.stdin?.end()
    return this.#ended
  }

  #start(): void {
    const { command, args, environment } = this.#command
    const child = spawn(process.execPath, [keeper, this.#folder, command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...plainEnvironment(), HOME: this.#folder, ...environment },
      // Ctrl+C goes to the tests; the keeper ends after them.
      detached: true,
    })
    this.#child = child
    this.#running = true
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => {
        this.#printed = (this.#printed + chunk.toString()).slice(-4000)
      })
    }
    this.#ended = new Promise((resolve) => {
      child.once('close', () => {
        this.#running = false
        resolve()
      })
    })
  }
}

/** Nothing of the user's settings or credentials reaches a server. */
function plainEnvironment(): Record<string, string> {
  const { PATH = '' } = process.env
  return { PATH }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.status < 500
  } catch {
    return false
  }
}
