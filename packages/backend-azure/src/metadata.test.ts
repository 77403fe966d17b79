import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeMetadata, encodeMetadata } from './metadata.ts'

test('plain lower-case names and ASCII values are stored as they are', () => {
  const plain = { owner: 'one', team_2: 'a b, c; "d"' }
  expect(encodeMetadata(plain)).toEqual(plain)
})

test('names that are no C# identifiers or would lose their case are encoded readably', () => {
  expect(encodeMetadata({ 'Content-Type': 'x' })).toEqual({ nx__43ontent_2d_54ype: 'x' })
  expect(encodeMetadata({ '1st': 'x' })).toEqual({ nx_1st: 'x' })
})

test('values that headers cannot carry are encoded, the empty one too', () => {
  expect(encodeMetadata({ name: 'Zoë' })).toEqual({ name: '=?utf-8?B?Wm/Dqw==?=' })
  expect(encodeMetadata({ none: '', padded: ' x ' })).toEqual({
    none: '=?utf-8?B??=',
    padded: '=?utf-8?B?IHgg?=',
  })
})

test('what another program stored comes back as it is', () => {
  const theirs = { nx_zz_: 'x', nx_A: 'x', nx__61: 'x', value: '=?utf-8?Q?a?=', _x: ' padded ' }
  expect(decodeMetadata(theirs)).toEqual(theirs)
})

test('any metadata comes back whole, from names and values that Azure takes', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(fc.dictionary(text, text, { maxKeys: 5 }), (metadata) => {
      const own = Object.fromEntries(Object.entries(metadata))
      const stored = encodeMetadata(own)
      for (const [name, value] of Object.entries(stored)) {
        expect(name).toMatch(/^[a-z_][a-z0-9_]*$/)
        expect(value).toMatch(/^[\x20-\x7e]+$/)
        expect(value).toBe(value.trim())
      }
      expect(decodeMetadata(stored) ?? {}).toEqual(own)
    }),
  )
})
