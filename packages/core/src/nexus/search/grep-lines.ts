import type { GrepMatch } from '../types.ts'
import type { LinePattern } from './line-pattern.ts'
import type { TextLine } from './text-lines.ts'

/** Lines of context around a match. */
export interface ContextOptions {
  readonly before?: number | undefined
  readonly after?: number | undefined
}

interface Pending {
  readonly match: GrepMatch
  readonly after: string[]
}

/** The lines of one file that match, in order, one result a line, with context where it is asked for. */
export async function* grepLines(
  path: string,
  lines: AsyncIterable<TextLine>,
  pattern: LinePattern,
  { before = 0, after = 0 }: ContextOptions,
): AsyncGenerator<GrepMatch> {
  const recent: string[] = []
  const pending: Pending[] = []
  let matched = 0
  for await (const { number, offset, text } of lines) {
    for (const { after: context } of pending) context.push(text)
    while (pending[0] !== undefined && pending[0].after.length >= after)
      yield (pending.shift() as Pending).match
    const index = number === matched ? -1 : pattern(text)
    if (index !== -1) {
      matched = number
      const context: string[] = []
      const match: GrepMatch = {
        path,
        line: number,
        column: offset + index + 1,
        text,
        ...(before > 0 && { before: [...recent] }),
        ...(after > 0 && { after: context }),
      }
      if (after === 0) yield match
      else pending.push({ match, after: context })
    }
    if (before > 0 && recent.push(text) > before) recent.shift()
  }
  for (const { match } of pending) yield match
}
