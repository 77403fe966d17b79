/**
 * The known word that was most likely meant, or `undefined` when none is near. Case, `-` and `_` do not count; of words
 * that are equally near the first wins.
 */
export function closest(word: string, known: readonly string[]): string | undefined {
  const plain = simplify(word)
  const same = known.find((candidate) => simplify(candidate) === plain)
  if (same !== undefined) return same
  const start = known.find(
    (candidate) => plain.length > 2 && startsAlike(plain, simplify(candidate)),
  )
  if (start !== undefined) return start
  const limit = Math.max(1, Math.floor(plain.length / 3))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of known) {
    const distance = editDistance(plain, simplify(candidate), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** The end of a message: ` (did you mean "x"?)` with what {@link closest} finds, or the empty text. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = closest(word, known)
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`
}

function simplify(word: string): string {
  return word.slice(0, 64).replace(/[-_]/g, '').toLowerCase()
}

function startsAlike(one: string, other: string): boolean {
  return other.length > 2 && (one.startsWith(other) || other.startsWith(one))
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; `limit` when there are at least that many. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const isSwap = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swapped = isSwap ? (beforePrevious[column - 2] ?? limit) + 1 : limit
      const shifted = Math.min(previous[column] ?? 0, current[column - 1] ?? 0) + 1
      current.push(Math.min(replaced, swapped, shifted))
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length] ?? limit
}
