import { sha256 } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { digestOf } from './info.ts'

const digest = sha256(Buffer.from('abc'))
const checksum = Buffer.from(digest, 'hex').toString('base64')

test('a checksum is a digest only where it is that of the whole body', () => {
  const of = (value?: string, type?: string) =>
    digestOf({ 'x-amz-checksum-sha256': value, 'x-amz-checksum-type': type })
  expect(of(checksum)).toBe(digest)
  expect(of(checksum, 'FULL_OBJECT')).toBe(digest)
  expect(of(`${checksum}-2`)).toBeUndefined()
  expect(of(checksum, 'COMPOSITE')).toBeUndefined()
  expect(of('damaged')).toBeUndefined()
  expect(of()).toBeUndefined()
})
