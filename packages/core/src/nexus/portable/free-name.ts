import { parentPath, parsePath, type VirtualPath } from '../../path/index.ts'

/** Names beside taken ones: `notes.md` becomes `notes (2).md`, then `notes (3).md`. */
export class FreeNames {
  readonly #findTaken: () => ReadonlySet<string>
  #taken: ReadonlySet<string> | undefined
  readonly #given = new Map<string, number>()

  /** `findTaken` gives paths that no new name may be, besides those that `isFree` refuses; asked once, if at all. */
  constructor(findTaken: () => ReadonlySet<string>) {
    this.#findTaken = findTaken
  }

  async next(
    path: VirtualPath,
    isFree: (candidate: VirtualPath) => Promise<boolean>,
  ): Promise<VirtualPath> {
    const name = path.segments.at(-1) ?? ''
    const dot = name.lastIndexOf('.')
    const stem = dot > 0 ? name.slice(0, dot) : name
    const above = parentPath(path).text
    this.#taken ??= this.#findTaken()
    for (let number = this.#given.get(path.text) ?? 2; ; number++) {
      const candidate = parsePath(`${above}/${stem} (${number})${name.slice(stem.length)}`)
      if (this.#taken.has(candidate.text) || !(await isFree(candidate))) continue
      this.#given.set(path.text, number + 1)
      return candidate
    }
  }
}
