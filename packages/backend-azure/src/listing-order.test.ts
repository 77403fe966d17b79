import { compareNames } from '@nexusfs/core/kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeBefore, regionOf } from './listing-order.ts'

const letters = fc.constantFrom(
  'a',
  '/',
  'z',
  '\ud7ff',
  '\ue000',
  '\uffee',
  '\u{10000}',
  '\u{1f389}',
)
const name = fc.array(letters, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))

test('a place lies before every name after it, in the order of bytes and in that of UTF-16', () => {
  fc.assert(
    fc.property(name, name, (after, other) => {
      if (compareNames(other, after) <= 0) return
      const place = placeBefore(after, { prefix: '', delimiter: undefined }) ?? ''
      expect(compareNames(place, other)).toBeLessThanOrEqual(0)
      expect(place <= other).toBe(true)
    }),
  )
})

test('outside of its region a name has the same order among others by bytes and by UTF-16', () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      const regions = [regionOf(one), regionOf(other)]
      if (
        regions.some(
          (region) => region !== undefined && one.startsWith(region) && other.startsWith(region),
        )
      )
        return
      expect(Math.sign(compareNames(one, other))).toBe(one < other ? -1 : one > other ? 1 : 0)
    }),
  )
})

test('with a delimiter the place lies in the level that is listed', () => {
  const at = (after: string, prefix: string) => placeBefore(after, { prefix, delimiter: '/' })
  expect(at('b/2/x/y', 'b/')).toBe('b/2')
  expect(at('b/2', '')).toBe('b')
  expect(at('a', 'b/')).toBeUndefined()
})
