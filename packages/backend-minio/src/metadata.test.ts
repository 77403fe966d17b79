import { expect, test } from 'vitest'
import { metadataHeaders, metadataOf } from './metadata.ts'

const CASES: Readonly<Record<string, string>> = {
  owner: 'agent-1',
  'content-type-hint': 'a b c',
  content_hash: 'x',
  camelCase: 'Y',
  'x-x41-': 'looks like an escape',
  '-x': 'hyphen before an x',
  '-': '--',
  'ключ 🎉': 'Grüße, 你好 🎉',
  __proto__x: 'no prototype',
  empty: '',
  spaces: '  two  spaces  ',
  lines: 'a\r\nX-Amz-Meta-Evil: 1',
  word: '=?UTF-8?B?aGk=?=',
  half: '=?utf-8?b?',
  'a.b/c%d': '100%',
}

test('metadata goes into headers and comes back, whatever it is', () => {
  expect({ ...metadataOf(metadataHeaders(CASES)) }).toEqual(CASES)
  for (const [name, value] of Object.entries(CASES))
    expect({ ...metadataOf(metadataHeaders({ [name]: value })) }).toEqual({ [name]: value })
})

test('headers have lower-case letters, digits and hyphens, and values of printable ASCII', () => {
  for (const [name, value] of Object.entries(metadataHeaders(CASES))) {
    expect(name).toMatch(/^x-amz-meta-[a-z0-9-]+$/)
    expect(value).toMatch(/^([!-~]+( [!-~]+)*)?$/)
  }
})

test('plain names and values stay readable for other tools', () => {
  expect(metadataHeaders({ 'source-url': 'https://a/b?c=d' })).toEqual({
    'x-amz-meta-source-url': 'https://a/b?c=d',
  })
})

test('headers that are no metadata are left out', () => {
  expect(metadataOf({ etag: 'x', 'x-amz-version-id': 'y', 'x-amz-meta-a': 'b' })).toEqual({
    a: 'b',
  })
})
