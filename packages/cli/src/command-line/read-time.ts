import ms from 'ms'
import { usageError } from '../cli-error.ts'

const DATE =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/
const SPAN = /^\d+(?:\.\d+)? ?[a-z]+$/i

/**
 * Reads a point in time, as milliseconds UTC: an ISO date, with or without time, local without a zone, or how long ago
 * it is, such as `10m`.
 * @throws `INVALID_ARGUMENT`.
 */
export function readTime(option: string, value: string, now: number): number {
  const time = findTime(value, now)
  if (time !== undefined) return time
  throw usageError(
    `"${value}" is no time for --${option}.`,
    'Write 2026-11-21, 2026-11-21T09:30:00Z, or how long ago it is: 10m, 2h, 3d.',
  )
}

/**
 * Reads a point of the past: a time as {@link readTime} takes it becomes ISO 8601 in UTC; the id of an operation and
 * the name of a snapshot stay as they are.
 */
export function readMoment(value: string, now: number): string {
  const time = findTime(value, now)
  return time === undefined ? value : new Date(time).toISOString()
}

/** A time, as milliseconds UTC; nothing for text that is none. */
export function findTime(value: string, now: number): number | undefined {
  const date = DATE.exec(value)?.[1]
  if (date !== undefined) {
    const time = Date.parse(value === date ? `${date}T00:00` : value)
    return isCalendarDate(date) && !Number.isNaN(time) ? time : undefined
  }
  const span = SPAN.test(value) ? ms(value as ms.StringValue) : undefined
  const time = span === undefined ? Number.NaN : now - span
  return Number.isNaN(new Date(time).getTime()) ? undefined : time
}

/** `Date.parse` takes the 31st of February for the 3rd of March. */
function isCalendarDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
