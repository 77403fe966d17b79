/** Keys that are remembered, so that listing them again does not count them again. */
const MOST = 10_000

/** The keys of a mount that no path leads to, or that lie below a file, as far as listings came by them. */
export class SkippedKeys {
  readonly #keys = new Set<string>()

  /** Distinct ones; 10,000 stands for that many or more. */
  get count(): number {
    return this.#keys.size
  }

  note(key: string): void {
    if (this.#keys.size < MOST) this.#keys.add(key)
  }
}
