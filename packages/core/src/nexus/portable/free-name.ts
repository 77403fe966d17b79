import { parentPath, parsePath, type VirtualPath } from '../../path/index.ts'

/** Names beside taken ones: `notes.md` becomes `notes (2).md`, then `notes (3).md`. */
export class FreeNames {
  readonly #taken: ReadonlySet<string>
  readonly #given = new Map<string, number>()

  /** `taken` are paths that no new name may be, besides those that `isFree` refuses. */
  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken
  }

  async next(
    path: VirtualPath,
    isFree: (candidate: VirtualPath) => Promise<boolean>,
  ): Promise<VirtualPath> {
    const name = path.segments.at(-1) ?? ''
    const dot = name.lastIndexOf('.')
    const stem = dot > 0 ? name.slice(0, dot) : name
    const above = parentPath(path).text
    for (let number = this.#given.get(path.text) ?? 2; ; number++) {
      const candidate = parsePath(`${above}/${stem} (${number})${name.slice(stem.length)}`)
      if (this.#taken.has(candidate.text) || !(await isFree(candidate))) continue
      this.#given.set(path.text, number + 1)
      return candidate
    }
  }
}
