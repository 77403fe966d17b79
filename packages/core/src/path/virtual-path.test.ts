import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin, parentPath, parsePath } from './virtual-path.ts'

const SOUND = [
  ['/workspace/a.txt', '/workspace/a.txt'],
  ['workspace/a.txt', '/workspace/a.txt'],
  ['//a///b/', '/a/b'],
  ['/', '/'],
  ['/file..txt', '/file..txt'],
  ['/.hidden/..data/...', '/.hidden/..data/...'],
  ['/with space/x y', '/with space/x y'],
  ['/%41/%2F/a+b', '/%41/%2F/a+b'],
  ['/emoji/😀', '/emoji/😀'],
  ['/e\u0301', '/\u00e9'],
  [`/${'x'.repeat(255)}`, `/${'x'.repeat(255)}`],
  [`${'/d'.repeat(128)}`, `${'/d'.repeat(128)}`],
] as const

const UNSOUND = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['/a/../b', 'not a name'],
  ['/a/./b', 'not a name'],
  ['..', 'not a name'],
  ['/a\\b', 'backslash'],
  ['/a\u0000b', 'control'],
  ['/a\nb', 'control'],
  ['/a\u0085b', 'control'],
  ['/\ud800', 'surrogate'],
  ['/a /b', 'white space'],
  ['/ a', 'white space'],
  [`/${'x'.repeat(256)}`, '255 bytes'],
  [`/${'é'.repeat(128)}`, '255 bytes'],
  [`${'/d'.repeat(129)}`, 'deeper than 128'],
  [`/${Array.from({ length: 17 }, () => 'y'.repeat(250)).join('/')}`, '4096 bytes'],
] as const

describe('parsePath', () => {
  test.each(SOUND)('%j is %j', (input, text) => {
    expect(parsePath(input).text).toBe(text)
  })

  test.each(UNSOUND)('%j throws INVALID_PATH with the reason', (input, reason) => {
    expect(() => parsePath(input)).toThrow(
      expect.objectContaining({ code: 'INVALID_PATH', message: expect.stringContaining(reason) }),
    )
  })

  test('a value that is no text throws INVALID_PATH', () => {
    expect(() => parsePath(undefined as unknown as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_PATH' }),
    )
  })

  test('parsing what was parsed changes nothing, and the text is the segments', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (input) => {
        let path: ReturnType<typeof parsePath>
        try {
          path = parsePath(input)
        } catch {
          return
        }
        expect(parsePath(path.text)).toEqual(path)
        expect(`/${path.segments.join('/')}`).toBe(path.text)
        expect(
          path.segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..'),
        ).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

test('containment is by segment, never by string prefix', () => {
  expect(isWithin(parsePath('/workspace/acme-evil'), parsePath('/workspace/acme'))).toBe(false)
  expect(isWithin(parsePath('/workspace/acme/x'), parsePath('/workspace/acme'))).toBe(true)
  expect(isWithin(parsePath('/workspace/acme'), parsePath('/workspace/acme'))).toBe(true)
  expect(isWithin(parsePath('/anything'), parsePath('/'))).toBe(true)
})

test('the parent of the root is the root', () => {
  expect(parentPath(parsePath('/a/b')).text).toBe('/a')
  expect(parentPath(parsePath('/a')).text).toBe('/')
  expect(parentPath(parsePath('/')).text).toBe('/')
})
