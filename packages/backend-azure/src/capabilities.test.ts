import { readFileSync } from 'node:fs'
import type { BackendCapabilities } from '@nexusfs/core/spec'
import { expect, test } from 'vitest'
import { createAzureBackend } from './index.ts'

const options = { container: 'things', accountName: 'one' }
const KEY = Buffer.from('key').toString('base64')

test('the table of the README says what the backend declares, flag by flag', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, section = ''] = /## Capabilities\n([\s\S]*?)\n## /.exec(readme) ?? []
  const said: Record<string, boolean> = {}
  for (const [, names = '', yes = ''] of section.matchAll(/^\| (`[^|]*) \| ([^|]*) \|/gm))
    for (const [, name = ''] of names.matchAll(/`(\w+)`/g)) said[name] = yes.startsWith('yes')
  const { capabilities } = createAzureBackend({ ...options, accountKey: KEY })
  const { orderedListing, ...flags } = Object.fromEntries(
    Object.entries(capabilities).filter(([, value]) => typeof value === 'boolean'),
  )
  expect(said).toEqual(flags)
  expect(orderedListing).toBe(true)
})

test('a key longer than Azure takes with the prefix is not promised', () => {
  const { capabilities } = createAzureBackend({ ...options, prefix: 'präfix' })
  expect(capabilities.maxKeyBytes).toBe(1024 - Buffer.byteLength('präfix/'))
})

test('addresses are signed with a key or by Microsoft Entra ID, and never with a SAS', () => {
  const has = (own: object) => {
    const backend = createAzureBackend({ ...options, ...own })
    const { presign }: BackendCapabilities = backend.capabilities
    expect(backend.presign !== undefined).toBe(presign)
    return presign
  }
  expect(has({ accountKey: KEY })).toBe(true)
  expect(has({})).toBe(true)
  expect(has({ sasToken: 'sig=x' })).toBe(false)
})

test('what is said of the backend has account, endpoint and kind of credentials, and no value of them', () => {
  const backend = createAzureBackend({
    ...{ ...options, accountKey: KEY, prefix: 'a/b', tier: 'Cool', encryptionScope: 'scope' },
  })
  expect(backend.describe()).toEqual({
    type: 'azure',
    location: 'things/a/b/',
    details: {
      container: 'things',
      prefix: 'a/b/',
      endpoint: 'one.blob.core.windows.net',
      account: 'one',
      credentials: 'account key',
      tier: 'Cool',
      encryptionScope: 'scope',
    },
  })
})
