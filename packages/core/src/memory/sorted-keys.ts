import { compareNames } from '../kit/compare-names.ts'
import { isAfterStart, listCursor, rolledUpPrefix, startOfList } from '../kit/listing.ts'
import type { ListOptions, ListPage, ObjectSummary } from '../spec/index.ts'

/** A set of keys in byte order that can be listed page by page. */
export class SortedKeys {
  readonly #keys = new Set<string>()
  /** Kept until the set changes. */
  #sorted: readonly string[] | undefined

  add(key: string): void {
    if (this.#keys.has(key)) return
    this.#keys.add(key)
    this.#sorted = undefined
  }

  remove(key: string): void {
    if (this.#keys.delete(key)) this.#sorted = undefined
  }

  clear(): void {
    this.#keys.clear()
    this.#sorted = undefined
  }

  page(options: ListOptions, summary: (key: string) => ObjectSummary): ListPage {
    const { prefix = '', delimiter, limit } = options
    const start = startOfList(options)
    const objects: ObjectSummary[] = []
    const prefixes: string[] = []
    let cursor = ''
    for (const key of this.#from(start.after ?? prefix)) {
      if (!key.startsWith(prefix)) {
        if (compareNames(key, prefix) > 0) break
        continue
      }
      if (!isAfterStart(key, start)) continue
      const rolledUp = rolledUpPrefix(key, prefix, delimiter)
      if (rolledUp !== undefined && rolledUp === prefixes.at(-1)) continue
      if (objects.length + prefixes.length === limit) return { objects, prefixes, cursor }
      cursor = listCursor(rolledUp === undefined ? 'object' : 'prefix', rolledUp ?? key)
      if (rolledUp === undefined) objects.push(summary(key))
      else prefixes.push(rolledUp)
    }
    return { objects, prefixes }
  }

  /** Keys from the first that is not before `name`. */
  *#from(name: string): Generator<string> {
    this.#sorted ??= [...this.#keys].sort(compareNames)
    const sorted = this.#sorted
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareNames(sorted[middle] as string, name) < 0) low = middle + 1
      else high = middle
    }
    for (let index = low; index < sorted.length; index++) yield sorted[index] as string
  }
}
