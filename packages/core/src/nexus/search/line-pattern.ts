import { RE2JS } from 're2js'
import { NexusError } from '../../errors/index.ts'

/** Longest pattern, in UTF-16 units. */
const MAX_PATTERN_LENGTH = 10_000

/** How a pattern is read. */
export interface LinePatternOptions {
  /** The pattern is text, not a regular expression. */
  readonly literal?: boolean | undefined
  readonly ignoreCase?: boolean | undefined
}

/** Finds the first match in a line: its index in UTF-16 units, or -1. Time is linear in the line. */
export type LinePattern = (line: string) => number

/**
 * Compiles a pattern with RE2 syntax, or a RegExp of which RE2 knows the syntax.
 * @throws `INVALID_ARGUMENT` for what it does not know: look-around, back references, the flags `y` and `v`.
 */
export function compileLinePattern(
  pattern: string | RegExp,
  { literal = false, ignoreCase = false }: LinePatternOptions = {},
): LinePattern {
  const { source, flags } = typeof pattern === 'string' ? { source: pattern, flags: '' } : pattern
  if (typeof source !== 'string' || source === '')
    throw invalidPattern(String(source), 'it is empty')
  if (source.length > MAX_PATTERN_LENGTH)
    throw invalidPattern(source, `it has more than ${MAX_PATTERN_LENGTH} characters`)
  if (/[yv]/.test(flags)) throw invalidPattern(source, `its flags are "${flags}"`)
  const anyCase = ignoreCase || flags.includes('i')
  if (literal && !anyCase) return (line) => line.indexOf(source)
  const compiled = compile(literal ? RE2JS.quote(source) : translate(source), source, anyCase)
  return (line) => {
    if (!compiled.test(line)) return -1
    const matcher = compiled.matcher(line)
    return matcher.find() ? matcher.start() : -1
  }
}

function translate(source: string): string {
  if (/\(\?<[^=!]/.test(source) && /\\k</.test(source))
    throw invalidPattern(source, 'it refers back to a group')
  return RE2JS.translateRegExp(source)
}

function compile(expression: string, source: string, ignoreCase: boolean): RE2JS {
  try {
    return RE2JS.compile(expression, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  } catch (error) {
    throw invalidPattern(source, error instanceof Error ? error.message : String(error), error)
  }
}

function invalidPattern(source: string, problem: string, cause?: unknown): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `The pattern "${source.slice(0, 100)}" cannot be searched for: ${problem}.`,
    {
      hint: 'Use RE2 syntax (no look-around, no back references), or literal: true for plain text.',
      cause,
    },
  )
}
