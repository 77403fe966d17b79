import { NexusError } from '../errors/index.ts'

/** Bytes of the longest key of the contract. */
export const MAX_KEY_BYTES = 1024
/** Bytes of the longest segment of a key. */
export const MAX_SEGMENT_BYTES = 255

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
/** With the flag `u` only unpaired ones match. */
const SURROGATE = /\p{Surrogate}/u

/**
 * Refuses what no backend may be given as a key: UTF-8, 1 to 1,024 bytes, segments of 1 to 255 bytes
 * other than `.` and `..`, no leading and at most one trailing `/`, no backslash or control character.
 * @throws `INVALID_ARGUMENT` with the reason.
 */
export function checkKey(key: string): void {
  const problem = keyProblem(key)
  if (problem === undefined) return
  throw new NexusError('INVALID_ARGUMENT', `Key ${quoteKey(key)} is not allowed: ${problem}.`, {
    hint: 'Give a key such as "reports/2026/summary.txt".',
  })
}

/**
 * Refuses what cannot begin a key. Empty is everything; the last segment may be cut anywhere.
 * @throws `INVALID_ARGUMENT` with the reason.
 */
export function checkKeyPrefix(prefix: string): void {
  if (prefix === '') return
  const complete = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const problem =
    textProblem(prefix) ??
    (complete === '' ? undefined : segmentsProblem(complete)) ??
    lastSegmentProblem(prefix.slice(complete.length))
  if (problem === undefined) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Prefix ${quoteKey(prefix)} is not allowed: ${problem}.`,
    { hint: 'Give the beginning of a key such as "reports/2026/".' },
  )
}

/**
 * What begins every key of a backend, as an option gives it: slashes around it do not matter.
 * @returns Empty, or without a slash at the beginning and with one at the end.
 * @throws `INVALID_ARGUMENT` for what cannot begin a key.
 */
export function normalPrefix(prefix = ''): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '')
  if (bare === '') return ''
  checkKeyPrefix(`${bare}/`)
  return `${bare}/`
}

/** What is wrong with a key, as a part of a sentence; `undefined` when nothing is. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'it is empty'
  return textProblem(key) ?? segmentsProblem(key)
}

/** Whether a key stands for a directory: it ends with `/` and has no bytes. */
export function isMarkerKey(key: string): boolean {
  return key.endsWith('/')
}

/** The key as messages show it: quoted, control characters escaped, cut after 120 characters. */
export function quoteKey(key: string): string {
  return JSON.stringify(key.length > 120 ? `${key.slice(0, 119)}…` : key)
}

function textProblem(key: string): string | undefined {
  if (key.startsWith('/')) return 'it starts with "/"'
  if (key.includes('\\')) return 'it contains a backslash'
  if (CONTROL.test(key)) return 'it contains a control character'
  if (SURROGATE.test(key)) return 'it contains an unpaired surrogate, which UTF-8 cannot express'
  const bytes = Buffer.byteLength(key)
  if (bytes > MAX_KEY_BYTES) return `it has ${bytes} bytes, more than ${MAX_KEY_BYTES}`
  return undefined
}

function segmentsProblem(key: string): string | undefined {
  const path = key.endsWith('/') ? key.slice(0, -1) : key
  for (const segment of path.split('/')) {
    if (segment === '') return 'it has an empty segment'
    if (segment === '.' || segment === '..') return `it has the segment "${segment}"`
    const problem = lastSegmentProblem(segment)
    if (problem !== undefined) return problem
  }
  return undefined
}

function lastSegmentProblem(segment: string): string | undefined {
  if (segment.length * 3 <= MAX_SEGMENT_BYTES) return undefined
  const bytes = Buffer.byteLength(segment)
  return bytes > MAX_SEGMENT_BYTES
    ? `it has a segment of ${bytes} bytes, more than ${MAX_SEGMENT_BYTES}`
    : undefined
}
