import type { ContentContext } from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import type { HookRunner } from '../hooks/index.ts'
import type { IdSource } from '../kit/index.ts'
import type { MountTable } from '../mounts/index.ts'
import type { Namespaces } from '../path/index.ts'
import type { Clock, Logger, MetadataStore, Principal } from '../spec/index.ts'
import type { Background } from './background.ts'
import type { Collector } from './collector.ts'
import type { MountMaker } from './mount-maker.ts'
import type { SavedMounts } from './mount-records.ts'
import type { MountSpaces } from './mount-spaces.ts'
import type { Trees } from './trees.ts'

/** What all handles of one `createNexus` share. */
export interface EngineParts {
  readonly store: MetadataStore
  readonly content: ContentContext
  readonly mounts: MountTable
  readonly trees: Trees
  readonly namespaces: Namespaces
  readonly hooks: HookRunner
  readonly newId: IdSource
  readonly clock: Clock
  /** What the engine does on its own. */
  readonly background: Background
  readonly collector: Collector
  readonly logger: Logger | undefined
  readonly maker: MountMaker
  readonly saved: SavedMounts
  readonly spaces: MountSpaces
  /** Whoever opened the engine. */
  readonly opener: Principal
  /** Closes the adapters that the engine owns. */
  readonly shutDown: () => Promise<void>
}

/** Ends something that was left open. */
type End = () => unknown

/** The engine's parts with its lifetime: accepted calls are finished before it closes. */
export class Engine {
  readonly parts: EngineParts
  readonly #leftOpen = new Set<End>()
  /** Whose calls are let in: while the engine closes those of plugins, until they are shut down. */
  #open: 'all' | 'plugins' | 'none' = 'all'
  #calls = 0
  #closing: Promise<void> | undefined
  #idle: (() => void) | undefined

  constructor(parts: EngineParts) {
    this.parts = parts
  }

  /** @param plugin - The one that makes the call, if any. @throws `CLOSED`. */
  enter(plugin?: string): void {
    const isLetIn = this.#open === 'all' || (this.#open === 'plugins' && plugin !== undefined)
    if (!isLetIn) throw closedError()
    this.#calls += 1
  }

  leave(): void {
    this.#calls -= 1
    if (this.#calls === 0) this.#idle?.()
  }

  /** Has something ended once no call runs any more and the engine closes. Gives a function that calls it off. */
  onClose(end: End): () => void {
    this.#leftOpen.add(end)
    return () => this.#leftOpen.delete(end)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#open = 'plugins'
    this.parts.background.stop()
    await this.#untilIdle()
    await this.#endLeftOpen()
    await this.parts.hooks.stop()
    this.#open = 'none'
    await this.#untilIdle()
    await this.#endLeftOpen()
    await this.parts.background.close()
    await this.parts.shutDown()
  }

  async #untilIdle(): Promise<void> {
    if (this.#calls === 0) return
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
  }

  async #endLeftOpen(): Promise<void> {
    const ends = [...this.#leftOpen]
    this.#leftOpen.clear()
    await Promise.allSettled(ends.map(async (end) => end()))
  }
}

export function closedError(): NexusError {
  return new NexusError('CLOSED', 'This handle is closed.', {
    hint: 'Open another one with connect() or createNexus().',
  })
}
