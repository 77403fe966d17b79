/** Where lines go: a file that is followed by the next one when it is full. */
export interface Sink {
  /** For people. */
  readonly name: string
  /** @throws when it cannot be written to, as far as that can be told. */
  check(): Promise<void>
  /** Adds whole lines, none of which is split between files. Durable when it resolves. */
  append(lines: readonly string[]): Promise<void>
}

/** When a file is full, and how many are kept. */
export interface Rotation {
  readonly maxBytes: number
  readonly maxFiles: number
}

/**
 * Lines in groups, each of which fits into one file: the first one into what is left of the present file. A line that is
 * longer than a file has one to itself.
 */
export function* groupsOf(
  lines: readonly string[],
  size: number,
  maxBytes: number,
): Generator<{ readonly text: string; readonly isNewFile: boolean }> {
  let text = ''
  let filled = size
  let isNewFile = false
  for (const line of lines) {
    const bytes = Buffer.byteLength(line)
    if (filled > 0 && filled + bytes > maxBytes) {
      if (text !== '') yield { text, isNewFile }
      text = ''
      filled = 0
      isNewFile = true
    }
    text += line
    filled += bytes
  }
  if (text !== '') yield { text, isNewFile }
}
