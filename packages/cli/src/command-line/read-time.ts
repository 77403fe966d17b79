import { usageError } from '../cli-error.ts'

const DATE =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/

/**
 * Reads a point in time, as milliseconds UTC: an ISO date, with or without time; without a zone it is local.
 * @throws `INVALID_ARGUMENT`.
 */
export function readTime(option: string, value: string): number {
  const time = DATE.test(value)
    ? Date.parse(value.length === 10 ? `${value}T00:00` : value)
    : Number.NaN
  if (!Number.isNaN(time)) return time
  throw usageError(
    `"${value}" is no time for --${option}.`,
    'Write 2026-11-21 or 2026-11-21T09:30:00Z.',
  )
}
