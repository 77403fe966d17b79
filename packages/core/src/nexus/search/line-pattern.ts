import type { RE2JS } from 're2js'
import { NexusError } from '../../errors/index.ts'

/** Longest pattern, in UTF-16 units. */
const MAX_PATTERN_LENGTH = 10_000

/** How a pattern is read. */
export interface LinePatternOptions {
  /** The pattern is text, not a regular expression. */
  readonly literal?: boolean | undefined
  readonly ignoreCase?: boolean | undefined
}

/** The engine, which is loaded by the first search that needs it. */
type Engine = typeof RE2JS

/** Finds the first match in a line: its index in UTF-16 units, or -1. Time is linear in the line. */
export type LinePattern = (line: string) => number

/**
 * Compiles a pattern with RE2 syntax, or a RegExp of which RE2 knows the syntax.
 * @throws `INVALID_ARGUMENT` for what it does not know: look-around, back references, the flags `y` and `v`.
 */
export async function compileLinePattern(
  pattern: string | RegExp,
  { literal = false, ignoreCase = false }: LinePatternOptions = {},
): Promise<LinePattern> {
  const { source, flags } = typeof pattern === 'string' ? { source: pattern, flags: '' } : pattern
  if (typeof source !== 'string' || source === '')
    throw invalidPattern(String(source), 'it is empty')
  if (source.length > MAX_PATTERN_LENGTH)
    throw invalidPattern(source, `it has more than ${MAX_PATTERN_LENGTH} characters`)
  if (/[yv]/.test(flags)) throw invalidPattern(source, `its flags are "${flags}"`)
  const anyCase = ignoreCase || flags.includes('i')
  if (literal && !anyCase) return (line) => line.indexOf(source)
  const { RE2JS: engine } = await import('re2js')
  const expression = literal ? engine.quote(source) : translate(engine, source)
  const compiled = compile(engine, expression, source, anyCase)
  return (line) => {
    if (!compiled.test(line)) return -1
    const matcher = compiled.matcher(line)
    return matcher.find() ? matcher.start() : -1
  }
}

function translate(engine: Engine, source: string): string {
  if (/\(\?<[^=!]/.test(source) && /\\k</.test(source))
    throw invalidPattern(source, 'it refers back to a group')
  return engine.translateRegExp(source)
}

function compile(engine: Engine, expression: string, source: string, ignoreCase: boolean): RE2JS {
  try {
    return engine.compile(expression, ignoreCase ? engine.CASE_INSENSITIVE : 0)
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
