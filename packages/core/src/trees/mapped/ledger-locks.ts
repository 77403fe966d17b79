import { throwIfAborted } from '../../kit/index.ts'

/** Runs changes that touch the same keys one after the other. */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<unknown>>()

  /** Runs a call once those before it on any of its keys have ended. @throws `ABORTED` when its turn comes too late. */
  async run<Result>(
    keys: readonly string[],
    signal: AbortSignal | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    const wanted = [...new Set(keys)]
    const before = wanted.flatMap((key) => this.#tails.get(key) ?? [])
    // All at once, so that two calls never wait for each other.
    const result = Promise.all(before).then(() => {
      throwIfAborted(signal)
      return call()
    })
    const tail: Promise<unknown> = result.then(ignore, ignore).then(() => {
      for (const key of wanted) if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    for (const key of wanted) this.#tails.set(key, tail)
    return result
  }
}

function ignore(): void {}
