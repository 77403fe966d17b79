import { LRUCache } from 'lru-cache'
import type { Observation } from './ledger.ts'

/** Objects that are remembered of one mount. */
const MOST_OBJECTS = 10_000
/** Directories that are remembered of one mount. */
const MOST_DIRECTORIES = 10_000

interface Remembered {
  readonly seen: Observation
  readonly isListed: boolean
}

/**
 * What was last seen of the objects of a mount. It is never taken for what is there: it only makes changes conditional
 * without a look before, and says where a look is worth while.
 */
export class Observations {
  readonly #objects = new LRUCache<string, Remembered>({ max: MOST_OBJECTS })
  readonly #directories = new LRUCache<string, true>({ max: MOST_DIRECTORIES })

  /** What a look at the object itself showed, as long as no listing showed another one since. */
  find(key: string): Observation | undefined {
    const known = this.#objects.get(key)
    return known?.isListed === false ? known.seen : undefined
  }

  /** An object was seen; the directories above it are there. */
  note(seen: Observation): void {
    this.#objects.set(seen.key, { seen, isListed: false })
    this.#noteAbove(seen)
  }

  /** An object was listed, which tells less of it than conditions of all providers need. */
  noteListed(seen: Observation): void {
    if (this.#objects.peek(seen.key)?.seen.etag === seen.etag) return
    this.#objects.set(seen.key, { seen, isListed: true })
    this.#noteAbove(seen)
  }

  #noteAbove(seen: Observation): void {
    for (let end = seen.key.lastIndexOf('/'); end > 0; end = seen.key.lastIndexOf('/', end - 1)) {
      const directory = seen.key.slice(0, end)
      if (this.#directories.get(directory) === true) break
      this.#directories.set(directory, true)
    }
  }

  /** There is no object. */
  forget(key: string): void {
    this.#objects.delete(key)
  }

  /** Whether something was seen in a directory. */
  hasDirectory(key: string): boolean {
    return this.#directories.has(key)
  }

  noteDirectory(key: string): void {
    this.#directories.set(key, true)
  }

  forgetDirectory(key: string): void {
    this.#directories.delete(key)
  }

  /** Whether the object was seen or listed. */
  has(key: string): boolean {
    return this.#objects.has(key)
  }

  /** The nearest file on the way to a key, as it was last seen. */
  findAbove(key: string): Observation | undefined {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const known = this.#objects.peek(key.slice(0, end))
      if (known !== undefined) return known.seen
    }
    return undefined
  }
}
