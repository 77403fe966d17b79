import type { Json, PluginContext } from '@nexusfs/core'
import { isNexusError } from '@nexusfs/core/kit'
import { formatLine } from './audit-line.ts'
import type { AuditConfig } from './config.ts'
import { createFileSink } from './file-sink.ts'
import type { Sink } from './sink.ts'
import { createTreeSink } from './tree-sink.ts'
import { WriterLease } from './writer-lease.ts'

/** Lines that are written, and then noted, at once. */
const BATCH = 500
/** Milliseconds in which hints are gathered. */
const GATHER_MS = 100
/** Milliseconds after which the log is looked at without a hint: another process may have died. */
const POLL_MS = 5_000

/**
 * Copies the change feed to a sink, in the background. How far it came lies in the records of the plugin and is noted only
 * after the lines are durable, so that a crash repeats lines and misses none.
 */
export class AuditLog {
  readonly #context: PluginContext<AuditConfig>
  readonly #sink: Sink
  readonly #lease: WriterLease
  readonly #cursorKey: string
  /** Operations that the sink made itself: writing of them would never end. */
  readonly #own = new Set<string>()
  #timers: readonly NodeJS.Timeout[] = []
  #endHints: (() => void) | undefined
  #gathering: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #problem: string | undefined

  constructor(context: PluginContext<AuditConfig>) {
    const { config, nexus, records, tenant = '*' } = context
    const { file, path = '' } = config
    this.#context = context
    this.#lease = new WriterLease(records, `writer/${tenant}`)
    this.#cursorKey = `cursor/${tenant}`
    const onOwn = (operationId: string): void => void this.#own.add(operationId)
    this.#sink =
      file === undefined
        ? createTreeSink({ ...config, nexus, path, onOwn })
        : createFileSink(file, config)
  }

  /** @throws when the sink cannot be written to. */
  async start(): Promise<void> {
    await this.#sink.check()
    const poll = setInterval(() => this.#hint(), POLL_MS)
    this.#timers = [poll.unref()]
    this.#endHints = this.#context.nexus.onChange(() => this.#hint())
    this.#hint()
  }

  /** Writes what is left. @throws when that fails. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#gathering)
    this.#endHints?.()
    await this.#running
    try {
      await this.#copy()
    } finally {
      await this.#lease.release()
    }
  }

  #hint(): void {
    if (this.#gathering !== undefined) return
    this.#gathering = setTimeout(() => {
      this.#gathering = undefined
      if (this.#running !== undefined) return this.#hint()
      this.#running = this.#copyOrReport().finally(() => {
        this.#running = undefined
      })
    }, GATHER_MS).unref()
  }

  /** A failure is told once, not every few seconds. */
  async #copyOrReport(): Promise<void> {
    const { logger } = this.#context
    try {
      await this.#copy()
      if (this.#problem !== undefined) logger.info({}, 'The audit log is written again.')
      this.#problem = undefined
    } catch (error) {
      if (isNexusError(error, 'CLOSED')) return
      const problem = error instanceof Error ? error.message : String(error)
      if (problem !== this.#problem)
        logger.error(
          { sink: this.#sink.name, error: problem },
          'The audit log cannot be written; nothing is lost, and it is tried again.',
        )
      this.#problem = problem
    }
  }

  /** Until there is nothing more: writing to the tree makes operations, which are to be passed. */
  async #copy(): Promise<void> {
    let hasWritten = await this.#hasNews()
    while (hasWritten) hasWritten = (await this.#lease.take()) && (await this.#copyOnce())
  }

  /** Asked before the lease is taken, so that nothing is written to the store while nothing happens. */
  async #hasNews(): Promise<boolean> {
    const { cursor } = await this.#position()
    for await (const _ of this.#context.changes({ cursor })) return true
    return false
  }

  /** Tells whether lines were written, and this process is still the one that writes. */
  async #copyOnce(): Promise<boolean> {
    const position = await this.#position()
    let lines: string[] = []
    let hasWritten = false
    for await (const change of this.#context.changes({ cursor: position.cursor })) {
      position.cursor = change.cursor
      if (!this.#own.delete(change.id)) lines.push(formatLine(change))
      if (lines.length < BATCH) continue
      if (!(await this.#write(lines, position))) return false
      hasWritten = true
      lines = []
    }
    return (await this.#write(lines, position)) && (hasWritten || lines.length > 0)
  }

  async #position(): Promise<Position> {
    const seen = await this.#context.records.get(this.#cursorKey)
    return { seen, cursor: typeof seen === 'string' ? seen : undefined }
  }

  /** Writes lines, then notes the cursor. Tells whether this process is still the one that writes. */
  async #write(lines: readonly string[], position: Position): Promise<boolean> {
    const { seen, cursor } = position
    if (lines.length > 0) await this.#sink.append(lines)
    if (cursor === undefined || cursor === seen) return true
    if (!(await this.#context.records.swap(this.#cursorKey, seen, cursor))) return false
    position.seen = cursor
    return this.#lease.take()
  }
}

/** How far the feed was copied. */
interface Position {
  /** The record as it is. */
  seen: Json | undefined
  cursor: string | undefined
}
