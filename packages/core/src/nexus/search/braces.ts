import { NexusError } from '../../errors/index.ts'

/** How many patterns one pattern with braces may stand for. */
const MAX_ALTERNATIVES = 1_000

/**
 * The patterns that `{a,b}` stands for, in order; braces nest, and without a comma or an end they are text.
 * @throws `INVALID_ARGUMENT` past 1,000 patterns.
 */
export function expandBraces(pattern: string): readonly string[] {
  const done: string[] = []
  const open = [pattern]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstGroup(next)
    if (group === undefined) {
      done.push(next)
      continue
    }
    const { before, alternatives, after } = group
    for (const text of [...alternatives].reverse()) open.push(before + text + after)
    if (open.length + done.length > MAX_ALTERNATIVES) throw tooMany(pattern)
  }
  return done
}

interface Group {
  readonly before: string
  readonly alternatives: readonly string[]
  readonly after: string
}

/** The first group that has an end and a comma. */
function firstGroup(pattern: string): Group | undefined {
  for (let start = 0; start < pattern.length; start++) {
    if (pattern[start] === '\\') start += 1
    else if (pattern[start] === '{') {
      const group = groupAt(pattern, start)
      if (group !== undefined) return group
    }
  }
  return undefined
}

function groupAt(pattern: string, start: number): Group | undefined {
  const alternatives: string[] = []
  let depth = 0
  let from = start + 1
  for (let index = start; index < pattern.length; index++) {
    const unit = pattern[index]
    if (unit === '\\') index += 1
    else if (unit === '{') depth += 1
    else if (unit === ',' && depth === 1) {
      alternatives.push(pattern.slice(from, index))
      from = index + 1
    } else if (unit === '}' && --depth === 0) {
      if (alternatives.length === 0) return undefined
      alternatives.push(pattern.slice(from, index))
      return { before: pattern.slice(0, start), alternatives, after: pattern.slice(index + 1) }
    }
  }
  return undefined
}

function tooMany(pattern: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `The glob "${pattern.slice(0, 100)}" stands for more than ${MAX_ALTERNATIVES} patterns.`,
    { hint: 'Use fewer braces, or * instead of them.' },
  )
}
