/** The inverse steps of the changes of one commit, so that a failed one leaves nothing. */
export class UndoJournal {
  #steps: (() => void)[] = []

  /** Notes how to take back what was just done. */
  note(step: () => void): void {
    this.#steps.push(step)
  }

  /** Sets a key of a map, or deletes it when the value is `undefined`, and notes the inverse. */
  set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
    const before = map.get(key)
    write(map, key, value)
    this.#steps.push(() => write(map, key, before))
  }

  /** Takes everything back, last change first. */
  rollBack(): void {
    for (const step of this.#steps.reverse()) step()
    this.#steps = []
  }

  /** Lets the changes stand. */
  keep(): void {
    this.#steps = []
  }
}

function write<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}
