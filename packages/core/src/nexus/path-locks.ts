/** Runs calls on one key one after the other, so that they need not race each other's commits. */
export class PathLocks {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<Result>(key: string, call: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key)
    const result = before === undefined ? call() : before.then(call, call)
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key)
      })
    this.#tails.set(key, tail)
    return result
  }
}
