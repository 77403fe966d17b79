import { sealLog } from '../history/index.ts'
import type { MetadataStore } from '../spec/index.ts'
import type { BackgroundTask } from './background.ts'
import { knownSpaces } from './known-spaces.ts'

/** Milliseconds between two rounds. */
const EVERY_MS = 60_000
/** Spaces that are sealed while the engine closes, and commits for each: what is left, the next round or verification seals. */
const LAST_SPACES = 8
const LAST_COMMITS = 2

/** Seals the logs of the spaces that this engine changes; other processes do so for theirs. */
export class LogSealer {
  readonly #store: MetadataStore
  /** Spaces with operations that may not be sealed. */
  readonly #changed = new Set<string>()
  #hasSwept = false

  constructor(store: MetadataStore) {
    this.#store = store
  }

  /** Notes that a space was changed, or may have been. */
  note(space: string): void {
    this.#changed.add(space)
  }

  task(): BackgroundTask {
    return {
      name: 'seal the log',
      everyMs: EVERY_MS,
      run: (signal) => this.#round(signal),
      atClose: (signal) => this.#lastRound(signal),
    }
  }

  /** The first round takes all spaces, for those whose processes ended before they had sealed. */
  async #round(signal: AbortSignal): Promise<void> {
    if (!this.#hasSwept)
      for (const space of await knownSpaces(this.#store)) this.#changed.add(space)
    this.#hasSwept = true
    const failed: unknown[] = []
    for (const space of [...this.#changed]) {
      if (signal.aborted) return
      this.#changed.delete(space)
      try {
        if ((await sealLog(this.#store, space, { signal })) !== 'sealed') this.#changed.add(space)
      } catch (error) {
        this.#changed.add(space)
        failed.push(error)
      }
    }
    if (failed.length > 0) throw failed[0]
  }

  async #lastRound(signal: AbortSignal): Promise<void> {
    for (const space of [...this.#changed].slice(0, LAST_SPACES)) {
      if (signal.aborted) return
      await sealLog(this.#store, space, { signal, commits: LAST_COMMITS })
    }
  }
}
