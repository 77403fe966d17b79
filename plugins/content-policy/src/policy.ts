import picomatch from 'picomatch'
import { compileExpression, type Detector, knownDetectors } from './detector.ts'
import type { RuleConfig } from './rule-config.ts'

/** What must hold of every file that is written. */
export interface Policy {
  readonly rules: readonly Rule[]
}

/** A rule that is ready to be asked. */
export interface Rule {
  /** For reasons: `rule "no keys"` or `rule 2`. */
  readonly label: string
  /** Bytes. */
  readonly size: number | undefined
  readonly types: readonly string[] | undefined
  readonly refuse: readonly string[]
  readonly detectors: readonly Detector[]
  /** Whether it holds for all paths. */
  readonly isEverywhere: boolean
  /** Whether it holds for a path. */
  holdsFor(path: string): boolean
  /** Whether nothing at all may be at a path: it, or a directory above it, is forbidden. */
  forbids(path: string): boolean
}

/** @param number - Its place among the rules, from 1. */
export function compileRule(config: RuleConfig, number: number): Rule {
  const { name, paths, except = [], forbid = false, size, types, refuse = [] } = config
  const isIncluded = paths === undefined ? () => true : matcherOf(paths)
  const isExcluded = matcherOf(except)
  return {
    label: name === undefined ? `rule ${number}` : `rule ${JSON.stringify(name)}`,
    size,
    types,
    refuse,
    detectors: detectorsOf(config),
    isEverywhere: paths === undefined && except.length === 0,
    holdsFor: (path) => isIncluded(path) && !isExcluded(path),
    forbids: (path) => forbid && !isExcluded(path) && selfAndAbove(path).some(isIncluded),
  }
}

/** Case does not count: a policy is not to be passed by `KEY.PEM`. */
function matcherOf(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false
  // Without the slash in front, with which picomatch lets /**/* match nothing at the top.
  const relative = globs.map((glob) => glob.slice(1))
  const matches = picomatch(relative, { dot: true, nocase: true, nonegate: true })
  return (path) => matches(path.slice(1))
}

function detectorsOf({ secrets = false, patterns = {} }: RuleConfig): readonly Detector[] {
  const own = Object.entries(patterns).map(([name, text]) => ({
    name,
    find: compileExpression(text),
  }))
  return secrets === false ? own : [...knownDetectors(secrets), ...own]
}

/** A path and the directories above it, but the root. */
function selfAndAbove(path: string): readonly string[] {
  const segments = path.split('/')
  return segments.slice(1).map((_, at) => segments.slice(0, at + 2).join('/'))
}
