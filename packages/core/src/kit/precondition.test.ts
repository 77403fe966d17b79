import { expect, test } from 'vitest'
import { keyConflict, lostCondition } from './index.ts'

const cause = new Error('412')

test('a lost ifNoneMatch is ALREADY_EXISTS, every other lost condition CONFLICT with what is known', () => {
  const details = { etag: 'e2', cause }
  expect(lostCondition('a', { ifNoneMatch: '*' }, details)).toMatchObject({
    code: 'ALREADY_EXISTS',
    cause,
  })
  for (const precondition of [
    { ifMatch: 'e1' },
    { ifVersion: 'v1' },
    { ifUnchanged: { key: 'a', size: 1, etag: 'e1', modifiedAt: 0 } },
  ]) {
    expect(lostCondition('a', precondition, details)).toMatchObject({
      code: 'CONFLICT',
      etag: 'e2',
      cause,
    })
  }
})

test('a conflict says what was found, and that it has changed where nothing else is known', () => {
  expect(keyConflict('a').message).toContain('"a" is not as expected: it has changed.')
  expect(keyConflict('a', { found: 'it is absent' }).message).toContain('expected: it is absent.')
})
