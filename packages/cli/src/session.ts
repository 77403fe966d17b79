import type { Logger, Nexus } from '@nexusfs/core'
import { CliError } from './cli-error.ts'
import type { Globals } from './command-line/globals.ts'
import type { Io, OpenOptions } from './io.ts'
import { openTree } from './open-tree.ts'
import { escapeForTerminal } from './output/escape.ts'
import type { Output } from './output/output.ts'

/** The tree that a command works on, opened when it is first asked for, and what ends the command early. */
export class Session {
  readonly signal: AbortSignal
  readonly #io: Io
  readonly #globals: Globals
  readonly #output: Output
  readonly #timeout: AbortController | undefined
  readonly #timer: NodeJS.Timeout | undefined
  #nexus: Promise<Nexus> | undefined

  constructor(io: Io, globals: Globals, output: Output) {
    this.#io = io
    this.#globals = globals
    this.#output = output
    if (globals.timeout === undefined) {
      this.signal = io.signal
      return
    }
    const timeout = new AbortController()
    this.#timeout = timeout
    this.#timer = setTimeout(() => timeout.abort(), globals.timeout)
    this.signal = AbortSignal.any([io.signal, timeout.signal])
  }

  open(): Promise<Nexus> {
    this.#nexus ??= this.#open()
    return this.#nexus
  }

  /** What the global options say about the tree. */
  get openOptions(): OpenOptions {
    const logger = this.#globals.verbose ? verboseLogger(this.#output) : undefined
    return { ...openOptionsOf(this.#globals, this.#io), logger }
  }

  async #open(): Promise<Nexus> {
    if (this.#io.open) return this.#io.open(this.openOptions)
    return openTree(this.openOptions)
  }

  /** The reason of a failure: an interruption and a time-out look like any aborted call otherwise. */
  explain(error: unknown): unknown {
    if (this.#io.signal.aborted)
      return new CliError('ABORTED', 'Interrupted.', { cause: error, exitCode: 130 })
    if (this.#timeout?.signal.aborted === true)
      return new CliError('TIMEOUT', 'The time given with --timeout is over.', {
        hint: 'What was done before stays. Give more time, or run it again.',
        cause: error,
      })
    return error
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    const nexus = await this.#nexus?.catch(() => undefined)
    await nexus?.close()
  }
}

/** What the global options say about the tree. */
export function openOptionsOf(
  { config, dataDir, tenant, agent, user, run }: Globals,
  { env, cwd, home }: Pick<Io, 'env' | 'cwd' | 'home'>,
): OpenOptions {
  return { config, dataDir, tenantId: tenant, agentId: agent, userId: user, run, env, cwd, home }
}

function verboseLogger(output: Output): Logger {
  const print = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    const details = Object.entries(fields).map(([key, value]) => `${key}=${show(value)}`)
    output.detail(escapeForTerminal([message, ...details].join(' ')))
  }
  return { debug: print, info: print, warn: print, error: print }
}

function show(value: unknown): string {
  // Durations come with all digits that the clock has.
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000)
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}
