import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

const WORD = '"nexusfs"'
const USUAL_BYTES = 64 * 1024

/**
 * Reads package.json files for their manifests. Most packages have nothing to do with Nexus, and there may be hundreds: so all
 * are read into the same memory, and only those that have the word are made into text.
 */
export class ManifestReader {
  readonly #memory = Buffer.allocUnsafe(USUAL_BYTES)

  /** The text of a package.json with a manifest; `undefined` for one without, or where it cannot be read. */
  read(file: string): string | undefined {
    try {
      const length = this.#fill(file)
      // A file as large as the memory may go on after it.
      const bytes = length < USUAL_BYTES ? this.#memory.subarray(0, length) : readFileSync(file)
      return bytes.includes(WORD) ? bytes.toString('utf8') : undefined
    } catch {
      // A folder of that name, or no right to read it: whoever needs the package is told that nothing provides it.
      return undefined
    }
  }

  #fill(file: string): number {
    const descriptor = openSync(file, 'r')
    try {
      return readSync(descriptor, this.#memory, 0, USUAL_BYTES, 0)
    } finally {
      closeSync(descriptor)
    }
  }
}
