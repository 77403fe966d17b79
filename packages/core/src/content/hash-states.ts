import type { Hash as Hasher } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Hash } from '../spec/index.ts'

/** Running SHA-256 states by the hash of what they have seen, so that appending need not read what is there. */
export class HashStates {
  readonly #states = new LRUCache<Hash, Hasher>({ max: 256 })

  /** A copy of the state after content of that hash, to be gone on with. */
  find(hash: Hash): Hasher | undefined {
    return this.#states.get(hash)?.copy()
  }

  /** Keeps a state; gives the hash of what it has seen. */
  keep(state: Hasher): Hash {
    const hash = state.copy().digest('hex')
    this.#states.set(hash, state)
    return hash
  }
}
