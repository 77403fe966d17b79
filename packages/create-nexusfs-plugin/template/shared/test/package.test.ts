import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPackage } from '@nexusfs/testkit'

test('the package can be published as it is', async () => {
  assert.deepEqual(await checkPackage(`${import.meta.dirname}/..`), [])
})
