/** Files whose names end alike. */
export interface Kind {
  /** With the dot, in lower case; `(none)` for names without one. */
  readonly ending: string
  readonly files: number
  readonly bytes: number
}

/** Groups files by the ending of their names, the largest first. */
export function kindsOf(
  entries: readonly { readonly name: string; readonly size: number }[],
): readonly Kind[] {
  const groups = Map.groupBy(entries, ({ name }) => endingOf(name))
  return [...groups]
    .map(([ending, group]) => ({
      ending,
      files: group.length,
      bytes: group.reduce((sum, { size }) => sum + size, 0),
    }))
    .sort((a, b) => b.bytes - a.bytes || a.ending.localeCompare(b.ending, 'en'))
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '(none)' : name.slice(dot).toLowerCase()
}
