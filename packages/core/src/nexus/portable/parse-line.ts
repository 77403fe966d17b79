import { NexusError } from '../../errors/index.ts'
import { sha256 } from '../../kit/index.ts'
import { parsePath, type VirtualPath } from '../../path/index.ts'
import type { Hash, JsonObject } from '../../spec/index.ts'
import { checkedMetadata, checkedTags } from '../check-attributes.ts'
import { checkWriteOptions } from '../check-options.ts'
import { LARGEST_CONTENT } from './limits.ts'
import { invalidLine, LINE_HINT, ofLine } from './line-error.ts'
import { NameTypes } from './name-types.ts'
import type { NumberedLine } from './read-lines.ts'

/** A line that was checked; empty metadata and tags are left out, and so is a type that the name stands for. */
export interface ParsedLine {
  readonly number: number
  readonly path: VirtualPath
  readonly etag: Hash
  readonly size: number
  readonly contentType?: string | undefined
  readonly createdAt?: number | undefined
  readonly modifiedAt?: number | undefined
  readonly metadata?: JsonObject | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** What the line carries; of that etag and size. */
  readonly content?: Uint8Array | undefined
}

const ETAG = /^[0-9a-f]{64}$/
const TIME =
  /^((?:[+-]\d{2})?\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

/** Parses the lines of one import; what lines that follow each other have in common is checked once. */
export class LineParser {
  readonly #types = new NameTypes()
  #timeText: unknown
  #time = 0

  /**
   * A line as checked as a write is. Members that are not known are ignored.
   * @throws `INVALID_ARGUMENT`, `INVALID_PATH`, `TOO_LARGE`, each naming the line.
   */
  parse({ number, text }: NumberedLine): ParsedLine {
    const members = membersOf(number, text)
    try {
      return this.#checked(number, members)
    } catch (error) {
      throw ofLine(number, error)
    }
  }

  #checked(number: number, members: Members): ParsedLine {
    const { path: text, etag, size, mime_type, custom_metadata, tags, content } = members
    if (typeof text !== 'string') throw unfit('path', 'the path of a file')
    const path = parsePath(text)
    if (typeof etag !== 'string' || !ETAG.test(etag))
      throw unfit('etag', 'a SHA-256 in 64 lower-case hex digits')
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
      throw unfit('size', 'a number of bytes')
    const version = members.version ?? 1
    if (!Number.isSafeInteger(version) || (version as number) < 1)
      throw unfit('version', 'a whole number from 1 on')
    return {
      number,
      path,
      etag,
      size,
      contentType: this.#typeOf(path, mime_type),
      createdAt: this.#timeOf('created_at', members.created_at),
      modifiedAt: this.#timeOf('modified_at', members.modified_at),
      metadata: isEmpty(custom_metadata)
        ? undefined
        : checkedMetadata(path.text, custom_metadata as JsonObject),
      tags: isEmpty(tags) ? undefined : checkedTags(path.text, tags as Record<string, string>),
      content: contentOf(content, etag, size),
    }
  }

  #typeOf({ text, segments }: VirtualPath, type: unknown): string | undefined {
    if (type === undefined || type === null) return undefined
    if (type === this.#types.of(segments.at(-1) ?? '')) return undefined
    const contentType = type as string
    checkWriteOptions(text, { contentType })
    return contentType
  }

  #timeOf(name: string, value: unknown): number | undefined {
    if (value === undefined || value === null) return undefined
    if (value !== this.#timeText) {
      this.#time = timeOf(name, value)
      this.#timeText = value
    }
    return this.#time
  }
}

type Members = Readonly<Record<string, unknown>>

function membersOf(number: number, text: string): Members {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // The message of the parser quotes the line, which may be long.
    throw invalidLine(number, `it is not JSON: ${(error as Error).message.slice(0, 200)}.`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw invalidLine(number, 'it is no JSON object.')
}

/** Absent, or an object without members; others are checked. */
function isEmpty(members: unknown): boolean {
  if (members === undefined || members === null) return true
  if (typeof members !== 'object' || Array.isArray(members)) return false
  for (const _ in members) return false
  return true
}

function timeOf(name: string, value: unknown): number {
  const date = typeof value === 'string' ? TIME.exec(value)?.[1] : undefined
  const time = Date.parse(String(value))
  if (date === undefined || Number.isNaN(time) || !isCalendarDate(date))
    throw unfit(name, 'a time in ISO 8601 such as 2026-11-21T09:30:00.000Z')
  return time
}

/** `Date.parse` takes the 31st of February for the 3rd of March. */
function isCalendarDate(date: string): boolean {
  if (Number(date.slice(-2)) <= 28) return true
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

function contentOf(content: unknown, etag: Hash, size: number): Uint8Array | undefined {
  if (content === undefined || content === null) return undefined
  const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : undefined
  // Node skips what is no base64, so what it understood is compared with what was given.
  if (bytes === undefined || bytes.toString('base64') !== content) throw unfit('content', 'base64')
  if (bytes.byteLength > LARGEST_CONTENT)
    throw invalid(`its content is larger than ${LARGEST_CONTENT} bytes.`)
  if (bytes.byteLength !== size)
    throw invalid(`its content has ${bytes.byteLength} bytes, and not ${size}.`)
  if (sha256(bytes) !== etag) throw invalid(`its content does not have the etag ${etag}.`)
  return bytes
}

function unfit(member: string, wanted: string): NexusError {
  return invalid(`its "${member}" is not ${wanted}.`)
}

function invalid(problem: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', problem, { hint: LINE_HINT })
}
