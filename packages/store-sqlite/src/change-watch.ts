import type { Statements } from './statements.ts'

/** How often other processes' commits are looked for, in milliseconds. */
const POLL_MS = 25

/**
 * Tells listeners that something was committed: by this store at once, by other connections within
 * 25 ms, seen by `PRAGMA data_version`. Looks only while somebody listens, and does not keep the
 * process alive.
 */
export class ChangeWatch {
  readonly #statements: () => Statements
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #version = 0

  /** `statements` gives those of the open connection. */
  constructor(statements: () => Statements) {
    this.#statements = statements
  }

  /** Adds a listener; returns a function that takes it out again. */
  add(listener: () => void): () => void {
    const own = (): void => listener()
    this.#listeners.add(own)
    if (this.#timer === undefined) {
      this.#version = this.#dataVersion()
      this.#timer = setInterval(() => this.#poll(), POLL_MS).unref()
    }
    return () => {
      this.#listeners.delete(own)
      if (this.#listeners.size === 0) this.#stop()
    }
  }

  /** Tells all listeners, each by itself. */
  tell(): void {
    for (const listener of this.#listeners) queueMicrotask(listener)
  }

  /** Drops all listeners. */
  close(): void {
    this.#listeners.clear()
    this.#stop()
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #poll(): void {
    const version = this.#dataVersion()
    if (version === this.#version) return
    this.#version = version
    this.tell()
  }

  #dataVersion(): number {
    return this.#statements().query<[number]>('PRAGMA data_version').get()?.[0] ?? 0
  }
}
