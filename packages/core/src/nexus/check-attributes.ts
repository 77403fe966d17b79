import { NexusError } from '../errors/index.ts'
import type { Json, JsonObject } from '../spec/index.ts'

/** Bytes of the longest tag or metadata key. */
const MAX_KEY_BYTES = 255
/** Bytes of all metadata of a node, and of all its tags, as JSON. */
const MAX_BYTES = 64 * 1024
const MAX_DEPTH = 32

/** A private copy of metadata. @throws `INVALID_ARGUMENT` for a value that is not JSON, `TOO_LARGE` above 64 KiB. */
export function checkedMetadata(path: string, metadata: JsonObject): JsonObject {
  if (!isPlainObject(metadata)) throw invalid(path, 'Metadata is no plain object.')
  for (const [key, value] of Object.entries(metadata)) {
    checkKey(path, 'metadata', key)
    checkValue(path, key, value)
  }
  checkSize(path, 'metadata', metadata)
  return structuredClone(metadata)
}

/** A private copy of tags. @throws `INVALID_ARGUMENT` for a key or value that is no tag, `TOO_LARGE` above 64 KiB. */
export function checkedTags(
  path: string,
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (!isPlainObject(tags)) throw invalid(path, 'Tags are no plain object.')
  for (const [key, value] of Object.entries(tags)) checkTag(path, key, value)
  checkSize(path, 'tags', tags)
  return structuredClone(tags)
}

/** @throws `INVALID_ARGUMENT`. */
export function checkKey(path: string, what: 'tag' | 'metadata', key: unknown): void {
  const bytes = typeof key === 'string' && key.isWellFormed() ? Buffer.byteLength(key) : 0
  if (bytes >= 1 && bytes <= MAX_KEY_BYTES) return
  throw invalid(path, `A ${what} key must be text of 1 to ${MAX_KEY_BYTES} bytes.`)
}

function checkTag(path: string, key: string, value: unknown): void {
  checkKey(path, 'tag', key)
  if (typeof value === 'string' && value.isWellFormed()) return
  throw invalid(
    path,
    `Tag ${JSON.stringify(key)} has a value that is no text.`,
    'Tag values are text; use metadata for other JSON.',
  )
}

function checkValue(path: string, key: string, value: Json): void {
  const problem = findJsonProblem(value)
  if (problem === undefined) return
  throw invalid(
    path,
    `Metadata ${JSON.stringify(key)} ${problem}; values must be JSON.`,
    'Use text, finite numbers, booleans, null, arrays and plain objects.',
  )
}

/** What keeps a value from being JSON that can be kept, as the end of a sentence. */
export function findJsonProblem(value: unknown, depth = 0): string | undefined {
  const problem = jsonProblem(value, depth)
  if (problem !== undefined || typeof value !== 'object' || value === null) return problem
  for (const item of Object.values(value)) {
    const inside = findJsonProblem(item, depth + 1)
    if (inside !== undefined) return inside
  }
  return undefined
}

function jsonProblem(value: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH}`
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'string')
    return value.isWellFormed() ? undefined : 'has an unpaired surrogate'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `is ${value}`
  if (typeof value !== 'object') return `is ${typeof value}`
  return Array.isArray(value) || isPlainObject(value) ? undefined : 'is no plain object'
}

function checkSize(path: string, what: string, value: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(value))
  if (bytes <= MAX_BYTES) return
  throw new NexusError(
    'TOO_LARGE',
    `The ${what} of ${path} would be ${bytes} bytes of JSON; ${MAX_BYTES} is the most.`,
    { path, hint: 'Keep large data in a file.' },
  )
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function invalid(path: string, message: string, hint?: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', message, { path, hint })
}
