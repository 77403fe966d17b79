import { NexusError } from '../errors/index.ts'
import type { Json, JsonObject } from '../spec/index.ts'

/** Bytes of the longest tag or metadata key. */
const MAX_KEY_BYTES = 255
/** Bytes of all metadata of a node, as JSON. */
const MAX_METADATA_BYTES = 64 * 1024

/** @throws `INVALID_ARGUMENT` for a value that is not JSON, `TOO_LARGE` above 64 KiB. */
export function checkMetadata(metadata: JsonObject): void {
  for (const [key, value] of Object.entries(metadata)) {
    checkKey('metadata', key)
    checkJson(key, value, 0)
  }
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA_BYTES) {
    throw new NexusError(
      'TOO_LARGE',
      `Custom metadata is larger than ${MAX_METADATA_BYTES} bytes.`,
      { hint: 'Keep large data in a file.' },
    )
  }
}

/** @throws `INVALID_ARGUMENT` for a key or value that is no tag. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) checkTag(key, value)
}

/** @throws `INVALID_ARGUMENT`. */
export function checkTag(key: string, value: unknown): void {
  checkKey('tag', key)
  if (typeof value === 'string' && value.isWellFormed()) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Tag ${JSON.stringify(key)} has a value that is no text.`,
    { hint: 'Tag values are text; use metadata for other JSON.' },
  )
}

/** @throws `INVALID_ARGUMENT`. */
export function checkKey(what: 'tag' | 'metadata', key: string): void {
  const bytes = typeof key === 'string' && key.isWellFormed() ? Buffer.byteLength(key) : 0
  if (bytes >= 1 && bytes <= MAX_KEY_BYTES) return
  throw new NexusError('INVALID_ARGUMENT', `A ${what} key must have 1 to ${MAX_KEY_BYTES} bytes.`)
}

function checkJson(key: string, value: Json, depth: number): void {
  if (depth > 32) throw notJson(key, 'is nested deeper than 32')
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw notJson(key, 'has an unpaired surrogate')
    return
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notJson(key, `is ${value}`)
    return
  }
  if (typeof value !== 'object') throw notJson(key, `is ${typeof value}`)
  for (const item of Object.values(value)) checkJson(key, item as Json, depth + 1)
}

function notJson(key: string, problem: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `Metadata ${JSON.stringify(key)} ${problem}; values must be JSON.`,
    {
      hint: 'Use text, finite numbers, booleans, null, arrays and plain objects.',
    },
  )
}
