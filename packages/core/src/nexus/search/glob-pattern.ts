import { NexusError } from '../../errors/index.ts'
import { expandBraces } from './braces.ts'
import { compileSegment, type SegmentPattern } from './segment-pattern.ts'

/** Longest pattern, in UTF-16 units. */
const MAX_PATTERN_LENGTH = 8_192

/** One pattern without braces: `null` stands for `**`. */
interface SinglePattern {
  readonly absolute: boolean
  readonly segments: readonly (SegmentPattern | null)[]
  /** The pattern ended in a slash: it selects directories instead of files. */
  readonly directories: boolean
}

/** How far each pattern has come along the names of a path. */
export interface GlobState {
  /** Whether a file here is selected. */
  readonly selectsFile: boolean
  /** Whether a directory here is selected. */
  readonly selectsDirectory: boolean
  /** Whether anything below can be selected. */
  readonly continues: boolean
  /** The only names that can lead on from here; `undefined` when any may. */
  readonly names?: ReadonlySet<string> | undefined
  /** The state at a child. */
  next(name: string): GlobState
}

/**
 * Compiles patterns for a walk that begins at a directory. Absolute patterns count from the root, others from that
 * directory. `*` and `?` do not cross `/`, `**` as a whole segment does; names that begin with a dot are ordinary.
 * @throws `INVALID_ARGUMENT` when a pattern is empty, too long, or has a segment `.` or `..`.
 */
export function compileGlob(
  pattern: string | readonly string[],
  baseNames: readonly string[] = [],
): GlobState {
  const patterns = (typeof pattern === 'string' ? [pattern] : pattern).flatMap(compileOne)
  let absolute = stateOf(patterns.filter((one) => one.absolute).map((one) => [one, 0]))
  for (const name of baseNames) absolute = absolute.next(name)
  const relative = stateOf(patterns.filter((one) => !one.absolute).map((one) => [one, 0]))
  return joined(absolute, relative)
}

function compileOne(pattern: string): readonly SinglePattern[] {
  if (typeof pattern !== 'string' || pattern.trim() === '')
    throw invalidGlob(String(pattern), 'is empty', 'Give a pattern such as **/*.md.')
  if (pattern.length > MAX_PATTERN_LENGTH)
    throw invalidGlob(pattern, 'is too long', `Give at most ${MAX_PATTERN_LENGTH} characters.`)
  return expandBraces(pattern.normalize('NFC')).map((text) => {
    const names = text.split('/').filter((name) => name !== '')
    if (names.some((name) => name === '.' || name === '..'))
      throw invalidGlob(pattern, 'has a segment "." or ".."', 'Give the names themselves.')
    const segments = names.map((name) => (name === '**' ? null : compileSegment(name)))
    return { absolute: text.startsWith('/'), segments, directories: text.endsWith('/') }
  })
}

type Position = readonly [SinglePattern, number]

function stateOf(positions: readonly Position[]): GlobState {
  const open = withSkippedGlobstars(positions)
  const ended = open.filter(([{ segments }, index]) => index === segments.length)
  const live = open.filter(([{ segments }, index]) => index < segments.length)
  const segments = live.map(([pattern, index]) => pattern.segments[index])
  const literals = segments.flatMap((segment) => segment?.literal ?? [])
  return {
    selectsFile: ended.some(([{ directories }]) => !directories),
    selectsDirectory: ended.some(([{ directories }]) => directories),
    continues: live.length > 0,
    names: literals.length === live.length ? new Set(literals) : undefined,
    next: (name) => stateOf(live.flatMap((position) => step(position, name))),
  }
}

function step([pattern, index]: Position, name: string): readonly Position[] {
  const segment = pattern.segments[index]
  if (segment === null)
    return isLast(pattern, index)
      ? [
          [pattern, index],
          [pattern, index + 1],
        ]
      : [[pattern, index]]
  return segment?.matches(name) ? [[pattern, index + 1]] : []
}

function isLast({ segments }: SinglePattern, index: number): boolean {
  return index === segments.length - 1
}

/** `**` also stands for no segment at all, except at the end, where it is everything below. Each position appears once, so the number of positions stays bounded. */
function withSkippedGlobstars(positions: readonly Position[]): readonly Position[] {
  const seen = new Map<SinglePattern, Set<number>>()
  const open: Position[] = []
  for (const [pattern, first] of positions) {
    const indexes = seen.get(pattern) ?? new Set()
    seen.set(pattern, indexes)
    for (let index = first; !indexes.has(index); index++) {
      indexes.add(index)
      open.push([pattern, index])
      if (pattern.segments[index] !== null || isLast(pattern, index)) break
    }
  }
  return open
}

function joined(a: GlobState, b: GlobState): GlobState {
  if (!a.continues && !a.selectsFile && !a.selectsDirectory) return b
  if (!b.continues && !b.selectsFile && !b.selectsDirectory) return a
  return {
    selectsFile: a.selectsFile || b.selectsFile,
    selectsDirectory: a.selectsDirectory || b.selectsDirectory,
    continues: a.continues || b.continues,
    names: a.names && b.names && new Set([...a.names, ...b.names]),
    next: (name) => joined(a.next(name), b.next(name)),
  }
}

function invalidGlob(pattern: string, problem: string, hint: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `The glob "${pattern.slice(0, 100)}" ${problem}.`, {
    hint,
  })
}
