import { NexusError } from '../errors/index.ts'
import type { Id } from '../spec/index.ts'

/** What a point of the past was given as. */
export type PointInTime =
  | { readonly kind: 'operation'; readonly id: Id }
  /** Milliseconds UTC. */
  | { readonly kind: 'time'; readonly time: number }
  | { readonly kind: 'snapshot'; readonly name: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/
const NAME = /^[A-Za-z0-9._-]{1,128}$/

/**
 * Tells an operation's id, a time (a `Date`, or ISO 8601, without a zone UTC) and the name of a snapshot apart.
 * @throws `INVALID_ARGUMENT` for what is none of them.
 */
export function parseAt(at: unknown): PointInTime {
  if (at instanceof Date) return { kind: 'time', time: checkTime(at.getTime(), at) }
  if (typeof at === 'string') {
    if (UUID.test(at)) return { kind: 'operation', id: at.toLowerCase() }
    const time = readTime(at)
    if (time !== undefined) return { kind: 'time', time: checkTime(time, at) }
    if (NAME.test(at)) return { kind: 'snapshot', name: at }
  }
  throw notAPoint(at)
}

/** Milliseconds UTC; `undefined` for text that does not look like a time, not a number for an impossible one. */
function readTime(text: string): number | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, date = '', clock = '00:00', zone = 'Z'] = match
  if (!isCalendarDate(date)) return Number.NaN
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  return Date.parse(`${date}T${clock}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`)
}

/** `Date.parse` takes the 31st of February for the 3rd of March. */
function isCalendarDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

function checkTime(time: number, given: unknown): number {
  if (Number.isNaN(time)) throw notAPoint(given)
  return time
}

function notAPoint(at: unknown): NexusError {
  const shown = at instanceof Date ? 'An invalid Date' : (JSON.stringify(at) ?? String(at))
  return new NexusError('INVALID_ARGUMENT', `${shown.slice(0, 200)} is no point in time.`, {
    hint: 'Give the id of an operation, a time such as 2026-11-21T09:30:00Z, or the name of a snapshot.',
  })
}

/** Whether text can be the id of an operation. */
export function isOperationId(text: unknown): text is Id {
  return typeof text === 'string' && UUID.test(text)
}

/** Whether text can name a snapshot: 1 to 128 of `A-Z a-z 0-9 . _ -`, and neither an id nor a time. */
export function isSnapshotName(text: unknown): text is string {
  return (
    typeof text === 'string' && NAME.test(text) && !UUID.test(text) && readTime(text) === undefined
  )
}
