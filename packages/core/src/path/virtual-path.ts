import { NexusError } from '../errors/index.ts'

declare const parsed: unique symbol

/** A parsed path: absolute, NFC, without `.`, `..`, empty segments or a trailing slash. Only {@link parsePath} makes one. */
export interface VirtualPath {
  readonly [parsed]: true
  /** `/` or `/a/b`. */
  readonly text: string
  readonly segments: readonly string[]
}

/** Bytes of the longest segment. */
export const MAX_SEGMENT_BYTES = 255
/** Bytes of the longest path. */
export const MAX_PATH_BYTES = 4096
/** Segments of the deepest path. */
export const MAX_DEPTH = 128

const PLAIN = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,100}){1,32}$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Parses a path, once, at the edge. A missing leading slash is added, repeated and trailing slashes are dropped,
 * Unicode is normalised to NFC.
 * @throws `INVALID_PATH` with the reason.
 */
export function parsePath(input: string): VirtualPath {
  if (typeof input === 'string' && input.length <= MAX_SEGMENT_BYTES && PLAIN.test(input)) {
    return make(input, input.slice(1).split('/'))
  }
  return parseSlowly(input)
}

/** The path of the root. */
export const ROOT_PATH: VirtualPath = make('/', [])

/** The path of a child; the name comes from a store and is trusted. */
export function childPath(parent: VirtualPath, name: string): VirtualPath {
  return make(parent.segments.length === 0 ? `/${name}` : `${parent.text}/${name}`, [
    ...parent.segments,
    name,
  ])
}

/** The path above; the root is its own parent. */
export function parentPath(path: VirtualPath): VirtualPath {
  return pathOf(path.segments.slice(0, -1))
}

/** The path of segments that are known to be sound. */
export function pathOf(segments: readonly string[]): VirtualPath {
  return make(`/${segments.join('/')}`, segments)
}

/** Whether a path, made of names that are sound, is longer or deeper than one that may be given. */
export function isTooLong({ text, segments }: VirtualPath): boolean {
  return segments.length > MAX_DEPTH || Buffer.byteLength(text) > MAX_PATH_BYTES
}

/** Whether `path` is `ancestor` or lies below it, by segments. */
export function isWithin(path: VirtualPath, ancestor: VirtualPath): boolean {
  if (ancestor.segments.length === 0) return true
  return path.text === ancestor.text || path.text.startsWith(`${ancestor.text}/`)
}

function make(text: string, segments: readonly string[]): VirtualPath {
  return { text, segments } as VirtualPath
}

function parseSlowly(input: unknown): VirtualPath {
  if (typeof input !== 'string') throw invalid(String(input), `it is ${typeof input}, not text`)
  if (input.trim() === '') throw invalid(input, 'it is empty')
  if (!input.isWellFormed()) throw invalid(input, 'it has an unpaired surrogate')
  const segments = input
    .normalize('NFC')
    .split('/')
    .filter((segment) => segment !== '')
  if (segments.length > MAX_DEPTH) throw invalid(input, `it is deeper than ${MAX_DEPTH} segments`)
  for (const segment of segments) checkSegment(input, segment)
  const text = `/${segments.join('/')}`
  if (Buffer.byteLength(text) > MAX_PATH_BYTES)
    throw invalid(input, `it is longer than ${MAX_PATH_BYTES} bytes`)
  return make(text, segments)
}

function checkSegment(input: string, segment: string): void {
  if (segment === '.' || segment === '..') throw invalid(input, `"${segment}" is not a name`)
  if (segment.includes('\\')) throw invalid(input, 'it has a backslash')
  if (CONTROL.test(segment)) throw invalid(input, 'it has a control character')
  if (segment.trim() !== segment) throw invalid(input, 'a segment begins or ends with white space')
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
    throw invalid(input, `a segment is longer than ${MAX_SEGMENT_BYTES} bytes`)
  }
}

function invalid(input: string, reason: string): NexusError {
  const shown = JSON.stringify(input.length > 200 ? `${input.slice(0, 200)}…` : input)
  return new NexusError('INVALID_PATH', `Path ${shown} is not valid: ${reason}.`, {
    hint: 'Use an absolute path such as /workspace/notes.md, segments of 1 to 255 bytes separated by "/".',
  })
}
