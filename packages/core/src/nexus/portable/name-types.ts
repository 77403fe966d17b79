import { contentTypeOf } from '../../kit/index.ts'

/** Endings that are remembered at most. */
const MOST_ENDINGS = 1_000

/** Content types that names stand for, by the endings that they depend on: many files share few. */
export class NameTypes {
  readonly #types = new Map<string, string>()

  /** As `contentTypeOf`. */
  of(name: string): string {
    const ending = name.slice(Math.max(name.lastIndexOf('.'), 0))
    const known = this.#types.get(ending)
    if (known !== undefined) return known
    if (this.#types.size === MOST_ENDINGS) this.#types.clear()
    const type = contentTypeOf(name)
    this.#types.set(ending, type)
    return type
  }
}
