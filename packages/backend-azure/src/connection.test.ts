import { inspect } from 'node:util'
import { isNexusError } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { connectionOf } from './connection.ts'

const KEY = Buffer.from('secret of the account').toString('base64')
const SAS = 'sv=2026-02-06&sig=c2VjcmV0&se=2027-01-01T00:00:00Z'
const container = 'things'

test('an account key counts before a connection string, that before a SAS, that before Entra ID', () => {
  const all = {
    ...{ container, accountName: 'one', accountKey: KEY, sasToken: SAS },
    connectionString: `AccountName=two;AccountKey=${KEY}`,
  }
  const kinds = [
    all,
    { ...all, accountKey: undefined },
    { ...all, accountKey: undefined, connectionString: undefined },
    { container, accountName: 'one' },
  ].map((options) => {
    const { access, accountName } = connectionOf(options)
    return [access.kind, accountName]
  })
  expect(kinds).toEqual([
    ['account key', 'one'],
    ['account key', 'two'],
    ['shared access signature', 'one'],
    ['Microsoft Entra ID', 'one'],
  ])
})

test('the endpoint is that of the option, of the connection string, or the usual one of the account', () => {
  const endpoints = [
    connectionOf({ container, accountName: 'one', sasToken: SAS }),
    connectionOf({ container, endpoint: 'http://127.0.0.1:10000/one/', sasToken: SAS }),
    connectionOf({ container, connectionString: `AccountName=two;AccountKey=${KEY}` }),
    connectionOf({
      container,
      connectionString: `DefaultEndpointsProtocol=https;AccountName=two;AccountKey=${KEY};EndpointSuffix=core.chinacloudapi.cn`,
    }),
    connectionOf({
      container,
      connectionString: `BlobEndpoint=https://three.blob.core.windows.net/;SharedAccessSignature=${SAS}`,
    }),
    connectionOf({ container, connectionString: 'UseDevelopmentStorage=true' }),
  ].map(({ endpoint }) => endpoint)
  expect(endpoints).toEqual([
    'https://one.blob.core.windows.net',
    'http://127.0.0.1:10000/one',
    'https://two.blob.core.windows.net',
    'https://two.blob.core.chinacloudapi.cn',
    'https://three.blob.core.windows.net',
    'http://127.0.0.1:10000/devstoreaccount1',
  ])
})

test('the account is read off the endpoint where only that is given', () => {
  const names = ['https://one.blob.core.windows.net', 'http://127.0.0.1:1/two'].map(
    (endpoint) => connectionOf({ container, endpoint, accountKey: KEY }).accountName,
  )
  expect(names).toEqual(['one', 'two'])
})

test('a SAS may begin with its question mark', () => {
  const { access } = connectionOf({ container, accountName: 'one', sasToken: `?${SAS}` })
  expect(access).toEqual({ kind: 'shared access signature', token: SAS })
})

test.each([
  ['no account', {}],
  ['a key without an account', { accountKey: KEY }],
  ['a key that is no base64', { accountName: 'one', accountKey: 'n0t base64!' }],
  ['an endpoint that is no address', { endpoint: 'one.blob.core.windows.net' }],
  ['an endpoint of another protocol', { endpoint: 'ftp://one' }],
  ['an endpoint without TLS for Entra ID', { endpoint: 'http://127.0.0.1:1/one' }],
  ['an endpoint with a SAS', { endpoint: `https://one.blob.core.windows.net?${SAS}` }],
  ['an endpoint with a password', { endpoint: 'https://me:secretword@one.blob.core.windows.net' }],
  ['a SAS without signature', { accountName: 'one', sasToken: 'sv=2026&secretword' }],
  ['a connection string of nothing', { connectionString: 'secretword' }],
  ['a connection string without account', { connectionString: `AccountKey=${KEY}` }],
])('%s is CONFIG_INVALID, and no value is quoted', (_, options) => {
  try {
    connectionOf({ container, ...options })
    expect.fail('it was taken')
  } catch (error) {
    expect(isNexusError(error, 'CONFIG_INVALID')).toBe(true)
    for (const secret of [KEY, SAS, 'secretword', 'n0t base64!', 'c2VjcmV0'])
      expect(inspect(error, { depth: 9 })).not.toContain(secret)
  }
})
