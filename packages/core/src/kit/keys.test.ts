import { expect, test } from 'vitest'
import {
  checkKey,
  checkKeyPrefix,
  contentTypeOf,
  isMarkerKey,
  keyProblem,
  normalPrefix,
  quoteKey,
} from './index.ts'

test('a key problem names the reason, and ordinary odd keys have none', () => {
  expect(keyProblem('')).toBe('it is empty')
  expect(keyProblem('a/../b')).toBe('it has the segment ".."')
  expect(keyProblem('a//b')).toBe('it has an empty segment')
  expect(keyProblem('a\ud800')).toMatch(/unpaired surrogate/)
  expect(keyProblem('x'.repeat(256))).toBe('it has a segment of 256 bytes, more than 255')
  expect(keyProblem('é'.repeat(128))).toBe('it has a segment of 256 bytes, more than 255')
  for (const key of ['file..txt', '.hidden', ' a ', '%2F', '🎉', 'a/', 'é'.repeat(127)]) {
    expect(keyProblem(key)).toBeUndefined()
  }
})

test('a refused key is INVALID_ARGUMENT with the key quoted and cut', () => {
  expect(() => checkKey('a\nb')).toThrow(
    expect.objectContaining({
      code: 'INVALID_ARGUMENT',
      message: 'Key "a\\nb" is not allowed: it contains a control character.',
    }),
  )
  expect(quoteKey('x'.repeat(500))).toHaveLength(122)
})

test('a prefix may end anywhere in a segment, but begins as a key does', () => {
  for (const prefix of ['', 'a', 'a/', 'a/.', 'a/..', '..', 'a b/%']) checkKeyPrefix(prefix)
  for (const prefix of ['/', 'a//', 'a/../', './b', 'a\\b', 'x'.repeat(256)]) {
    expect(() => checkKeyPrefix(prefix)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  }
})

test('a key that ends with a slash is a marker', () => {
  expect(isMarkerKey('a/')).toBe(true)
  expect(isMarkerKey('a')).toBe(false)
})

test('content types come from the extension', () => {
  expect(contentTypeOf('notes.md')).toBe('text/markdown')
  expect(contentTypeOf('DATA.JSON')).toBe('application/json')
  expect(contentTypeOf('index.ts')).toBe('text/typescript')
  expect(contentTypeOf('README')).toBe('application/octet-stream')
  expect(contentTypeOf('x.unknown')).toBe('application/octet-stream')
})

test('a prefix has one slash at its end and none at its beginning, and can begin a key', () => {
  for (const prefix of [undefined, '', '/', '//']) expect(normalPrefix(prefix)).toBe('')
  for (const prefix of ['a/b', '/a/b/', '//a/b//']) expect(normalPrefix(prefix)).toBe('a/b/')
  for (const prefix of ['a//b', '../a', 'a/./b', 'a\\b', 'x'.repeat(1025)]) {
    expect(() => normalPrefix(prefix)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  }
})
