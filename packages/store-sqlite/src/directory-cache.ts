import type { Id, Sequence } from '@nexusfs/core/spec'

/** A name on the way, with the names known below it. */
interface Known {
  /** The directory's id; absent while only something below it was looked up. */
  id: Id | undefined
  readonly below: Map<string, Known>
}

/** How many directories are known at most; then it begins anew. About 200 bytes each. */
const MOST_DIRECTORIES = 10_000

/**
 * Ids of directories by their names from the root, so that a path needs one step, not one for each name.
 *
 * All of it holds at one end of the log. A reader takes the end of the log from the statement that uses an id, in the
 * same snapshot: every change of a name is logged, so the same end means that nothing was moved or removed, by
 * whatever process. Commits of this connection go on from the end they began at, and forget when they move or
 * remove a directory.
 */
export class DirectoryCache {
  readonly #spaces = new Map<number, Known>()
  #count = 0
  #end: Sequence = 0

  /** The directory of all names but the last; to be believed only where {@link holdsAt} agrees. */
  find(space: number, names: readonly string[]): Id | undefined {
    let known = this.#spaces.get(space)
    for (let index = 0; index < names.length - 1 && known !== undefined; index++)
      known = known.below.get(names[index] as string)
    return known?.id
  }

  /** Whether what is known holds at that end of the log; all is forgotten where it does not. */
  holdsAt(end: Sequence): boolean {
    if (end === this.#end) return true
    this.forget()
    return false
  }

  /** Notes the directory of all names but the last, as it was at that end of the log. */
  remember(space: number, names: readonly string[], id: Id, end: Sequence): void {
    if (!this.holdsAt(end) || this.#count >= MOST_DIRECTORIES) this.forget()
    this.#end = end
    let known = this.#ensure(this.#spaces, space)
    for (const name of names.slice(0, -1)) known = this.#ensure(known.below, name)
    known.id = id
  }

  /** A transaction of this connection took the log from one end to another. */
  committed(before: Sequence, after: Sequence): void {
    if (this.holdsAt(before)) this.#end = after
  }

  /** Forgets everything: a directory is moved or removed. */
  forget(): void {
    this.#spaces.clear()
    this.#count = 0
  }

  #ensure<Key>(names: Map<Key, Known>, name: Key): Known {
    const there = names.get(name)
    if (there !== undefined) return there
    const made: Known = { id: undefined, below: new Map() }
    names.set(name, made)
    this.#count += 1
    return made
  }
}
