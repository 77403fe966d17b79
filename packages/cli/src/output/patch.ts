import { escapeLineForTerminal } from './escape.ts'
import type { Output } from './output.ts'

/** The lines of a unified diff: in colour and without what a terminal would obey on one, as they are elsewhere. */
export function patchLines(output: Output, patch: string): readonly string[] {
  const lines = (patch.endsWith('\n') ? patch.slice(0, -1) : patch).split('\n')
  if (!output.isTerminal) return lines
  let isHead = true
  return lines.map((line) => {
    if (line.startsWith('@@')) isHead = false
    return paint(output, line, isHead)(escapeLineForTerminal(line))
  })
}

/** A removed line may look like the head: `--- a` is `-- a` taken away. */
function paint({ colors }: Output, line: string, isHead: boolean): (text: string) => string {
  if (isHead) return colors.bold
  if (line.startsWith('@@')) return colors.cyan
  if (line.startsWith('+')) return colors.green
  if (line.startsWith('-')) return colors.red
  return line.startsWith('\\') ? colors.dim : String
}
