import { expect, test } from 'vitest'
import { isSnapshotName, parseAt } from './point-in-time.ts'

test.each([
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21T09:30', '2026-11-21T09:30:00.000Z'],
  ['2026-11-21 09:30:15', '2026-11-21T09:30:15.000Z'],
  ['2026-11-21t09:30:15.25z', '2026-11-21T09:30:15.250Z'],
  ['2026-11-21T09:30+02:00', '2026-11-21T07:30:00.000Z'],
  ['2026-11-21T09:30-0530', '2026-11-21T15:00:00.000Z'],
  ['2026-11-21T09:30+02', '2026-11-21T07:30:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
])('%s is the time %s, whatever the zone of the process', (text, time) => {
  expect(parseAt(text)).toEqual({ kind: 'time', time: Date.parse(time) })
})

test.each(['2023-02-29', '2026-04-31', '2026-11-21T25:00', '2026-11-21T09:61Z', '0000-00-00'])(
  '%s is no time and no name',
  (text) => {
    expect(() => parseAt(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    expect(isSnapshotName(text)).toBe(false)
  },
)

test.each(['before-migration', '2026-11-21-before', 'v1.2.3', '2026', 'snapshot-20261121T093000Z'])(
  '%s names a snapshot',
  (name) => {
    expect(parseAt(name)).toEqual({ kind: 'snapshot', name })
    expect(isSnapshotName(name)).toBe(true)
  },
)

test('an id is told in either case', () => {
  const id = '01234567-89ab-4cde-8f01-23456789abcd'
  expect(parseAt(id.toUpperCase())).toEqual({ kind: 'operation', id })
  expect(isSnapshotName(id)).toBe(false)
})

test.each([undefined, null, 5, {}, new Date(Number.NaN), [], 'a\nb', '../x'])(
  '%s is INVALID_ARGUMENT',
  (at) => {
    expect(() => parseAt(at)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  },
)
