import { expect, test } from 'vitest'
import { askableStart, beginsNoKey, isRefusedPrefix } from './refused-names.ts'

test.each(['.', '..', 'a/..', 'a/.', ' .', 'a/ .. '])('%j cannot be listed as it is', (prefix) => {
  expect(isRefusedPrefix(prefix)).toBe(true)
  expect(beginsNoKey(prefix)).toBe(false)
})

test.each([' ./', 'a/ ../b'])('no key begins with %j', (prefix) => {
  expect(beginsNoKey(prefix)).toBe(true)
})

test.each(['', 'a', '..x', 'a/..rc', 'a../b', '...'])('%j is an ordinary name', (name) => {
  expect(isRefusedPrefix(name)).toBe(false)
  expect(askableStart(name)).toBe(name)
})

test.each(['..', 'a/..', 'a/.', ' ./x', 'a/. '])(
  'the name asked for in place of %j lies just before it',
  (name) => {
    const asked = askableStart(name)
    expect(isRefusedPrefix(asked)).toBe(false)
    expect(Buffer.compare(Buffer.from(asked), Buffer.from(name))).toBe(-1)
  },
)
