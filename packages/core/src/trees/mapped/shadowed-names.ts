import { compareNames } from '../../kit/index.ts'

/**
 * Directories of a listing that a file of the same name hides. The file `a` comes before the directory `a/`, with names
 * such as `a-b` in between, so the files that a directory may still follow are remembered.
 */
export class ShadowedNames {
  /** Each begins with the one before it. */
  readonly #files: string[] = []
  /** Where the listing began, so that the file may lie before it. */
  readonly #after: string | undefined

  constructor(after: string | undefined) {
    this.#after = after
  }

  /** Takes the next child of a listing. @param look - finds the file of that name where it may not have been listed. */
  async isShadowed(
    { type, name }: { readonly type: 'file' | 'directory'; readonly name: string },
    look: () => Promise<unknown>,
  ): Promise<boolean> {
    const key = type === 'directory' ? `${name}/` : name
    while (this.#files.length > 0 && compareNames(`${this.#files.at(-1)}/`, key) < 0)
      this.#files.pop()
    if (type === 'file') {
      this.#files.push(name)
      return false
    }
    if (this.#files.includes(name)) return true
    const mayLieBefore = this.#after !== undefined && compareNames(name, this.#after) <= 0
    return mayLieBefore && (await look()) !== undefined
  }
}
