import { NexusError } from '../errors/index.ts'
import type { MutationOptions, WriteOptions } from './types.ts'

/** Bytes of the longest content type. */
const MAX_TYPE_BYTES = 255
const PRINTABLE = /^[\u0020-\u007e]+$/

/** @throws `INVALID_ARGUMENT` for a condition that is none. */
export function checkConditions(path: string, options: Omit<MutationOptions, 'signal'>): void {
  const { ifMatch, ifNoneMatch } = options
  if (ifMatch !== undefined && (typeof ifMatch !== 'string' || ifMatch === ''))
    throw invalid(path, 'ifMatch', ifMatch, 'Give the etag that a read, stat or write gave.')
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw invalid(path, 'ifNoneMatch', ifNoneMatch, 'Only "*" is possible: nothing may be there.')
}

/** @throws `INVALID_ARGUMENT` for an option of a write that cannot be kept. */
export function checkWriteOptions(path: string, options: Omit<WriteOptions, 'signal'>): void {
  checkConditions(path, options)
  const { contentType, modifiedAt, mode } = options
  if (contentType !== undefined && !isContentType(contentType))
    throw invalid(path, 'contentType', contentType, 'Give a media type such as "text/plain".')
  if (modifiedAt !== undefined && !Number.isSafeInteger(modifiedAt))
    throw invalid(path, 'modifiedAt', modifiedAt, 'Give whole milliseconds since 1970, UTC.')
  if (mode !== undefined && !(Number.isSafeInteger(mode) && mode >= 0 && mode <= 0o177777))
    throw invalid(path, 'mode', mode, 'Give Unix mode bits, for instance 0o644.')
}

function isContentType(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_TYPE_BYTES && PRINTABLE.test(value)
}

function invalid(path: string, option: string, value: unknown, hint: string): NexusError {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : String(value)
  return new NexusError(
    'INVALID_ARGUMENT',
    `Cannot change ${path}: the option ${option} is ${shown}.`,
    { path, hint },
  )
}
