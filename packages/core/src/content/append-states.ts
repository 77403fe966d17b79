import type { Hash as Hasher } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { concatBytes } from '../kit/index.ts'
import type { ContentReference } from '../spec/index.ts'

/** The last bytes of content, which were added after `base`; without one they are all of it. */
export interface Run {
  readonly base: ContentReference | undefined
  /** Parts of the base. */
  readonly baseParts: number
  readonly bytes: Uint8Array
}

/** What the next append needs to know of content. */
export interface AppendState {
  /** SHA-256 of all of it, to be gone on with in a copy. */
  readonly hasher: Hasher
  readonly parts: number
  /** Its end, in order; what lies before was too long to be joined. */
  readonly runs: readonly Run[]
}

/** States of content that was appended to lately. What is not known is read, so nothing depends on them. */
export class AppendStates {
  readonly #states = new LRUCache<ContentReference, AppendState>({ max: 256 })

  find(content: ContentReference): AppendState | undefined {
    return this.#states.get(content)
  }

  keep(content: ContentReference, state: AppendState): void {
    this.#states.set(content, state)
  }

  forget(content: ContentReference): void {
    this.#states.delete(content)
  }
}

/**
 * Joins an addition with those runs before it that are no longer than what is joined already, as long as it stays
 * within `limit` bytes: so each byte is written again only a few times, and there are few parts.
 * @returns the run that is to be the content's last part, and the runs that stay joinable with it.
 */
export function joinRuns(
  state: Pick<AppendState, 'parts' | 'runs'>,
  current: ContentReference | undefined,
  addition: Uint8Array,
  limit: number,
): { readonly joined: Run; readonly runs: readonly Run[] } {
  const runs = [...state.runs]
  const bytes = [addition]
  let joined = { base: current, baseParts: state.parts }
  let size = addition.byteLength
  for (let last = runs.at(-1); last !== undefined; last = runs.at(-1)) {
    const { byteLength } = last.bytes
    if (byteLength > size || byteLength + size > limit) break
    joined = last
    size += byteLength
    bytes.unshift(last.bytes)
    runs.pop()
  }
  const run = { base: joined.base, baseParts: joined.baseParts, bytes: concatBytes(bytes) }
  return { joined: run, runs: joinable([...runs, run], limit) }
}

/** Nothing is ever joined across a run of more than half the limit, so it and those before it need not be kept. */
function joinable(runs: readonly Run[], limit: number): readonly Run[] {
  const last = runs.findLastIndex(({ bytes }) => bytes.byteLength > limit / 2)
  return runs.slice(last + 1)
}
