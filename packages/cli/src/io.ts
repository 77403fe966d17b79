import { homedir } from 'node:os'
import type { Logger, Nexus } from '@nexusfs/core'

/** An output of the command. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** The input of the command. */
export interface InputStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean | undefined
}

/** How the tree is opened: what the global options say. Absent members come from the configuration. */
export interface OpenOptions {
  /** A configuration file. */
  readonly config?: string | undefined
  readonly dataDir?: string | undefined
  readonly tenantId?: string | undefined
  readonly agentId?: string | undefined
  readonly userId?: string | undefined
  readonly run?: string | undefined
  readonly logger?: Logger | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
}

/** Everything a command touches outside itself. */
export interface Io {
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** The working directory, absolute. */
  readonly cwd: string
  /** The home folder of the user, absolute. */
  readonly home: string
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
  /** Milliseconds UTC. */
  now(): number
  /** Opens the tree; default `connect` of nexusfs. */
  open?(options: OpenOptions): Promise<Nexus>
}

/** The real process. The first SIGINT asks the command to stop, the second ends the process at once. */
export function processIo(): Io & Disposable {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  let stdin: InputStream | undefined
  return {
    // Opened when it is asked for: most commands never read it, and it costs time.
    get stdin() {
      stdin ??= process.stdin
      return stdin
    },
    stdout: process.stdout,
    // So is this: most commands have nothing to say.
    get stderr() {
      return process.stderr
    },
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    signal: controller.signal,
    now: Date.now,
    [Symbol.dispose]() {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
      // A pipe that stays open must not keep a command alive that is over.
      if (stdin !== undefined) process.stdin.destroy()
    },
  }
}
