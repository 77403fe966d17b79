import { fileURLToPath } from 'node:url'
import { checkPackage } from '@nexusfs/testkit'
import { expect, test } from 'vitest'

test('the package could be published as it stands', async () => {
  expect(await checkPackage(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
})
