import { throwIfAborted } from '../kit/index.ts'
import type { Place } from '../trees/managed/index.ts'

/** Runs changes of one path one after the other, so that those of one process need not race each other's commits. */
export class PathLocks {
  readonly #tails = new Map<string, Promise<unknown>>()

  /** Runs a call after those before it on the same path. @throws `ABORTED` when its turn comes too late. */
  run<Result>(
    { space, path }: Pick<Place, 'space' | 'path'>,
    signal: AbortSignal | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    const key = `${space}:${path.text}`
    const before = this.#tails.get(key)
    const inTurn = async () => {
      throwIfAborted(signal)
      return call()
    }
    const result = before === undefined ? call() : before.then(inTurn)
    const tail: Promise<unknown> = result.then(ignore, ignore).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    this.#tails.set(key, tail)
    return result
  }
}

function ignore(): void {}
