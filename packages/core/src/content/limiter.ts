import { abortedError } from '../kit/abort.ts'

/** Lets at most a number of calls run at once; the others wait in order. */
export class Limiter {
  readonly #limit: number
  #running = 0
  readonly #waiting = new Set<() => void>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Waits for a place, unless there is one. @throws `ABORTED`. */
  enter(signal: AbortSignal | undefined): Promise<void> | undefined {
    if (this.#running >= this.#limit) return this.#wait(signal)
    this.#running++
    return undefined
  }

  /** Gives the place to the one who has waited longest. */
  leave(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#running--
    else next()
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        this.#waiting.delete(begin)
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        this.#waiting.delete(begin)
        reject(abortedError(signal))
      }
      this.#waiting.add(begin)
      signal?.addEventListener('abort', stop, { once: true })
    })
  }
}
