import { expect, test } from 'vitest'
import { ContainerAccess } from '../src/access.ts'
import { acquireClients, containerOf } from '../src/client.ts'
import { settingsOf } from '../src/settings.ts'
import { signedUrl } from '../src/signing.ts'
import { recorded } from './recorded.ts'

const NOW = Date.UTC(2026, 10, 21, 10)
const clock = () => NOW

test('an address to read is for one object, one hour, with the name and type that were asked for', async () => {
  await using azure = await recorded(undefined, { clock, prefix: 'p' })
  const url = new URL(
    (await azure.backend.presign?.('a b/ü', {
      ...{ method: 'GET', expiresIn: 3600, contentType: 'text/csv' },
      fileName: 'Zoë "1".csv',
    })) ?? '',
  )
  expect(url.pathname).toBe('/things/p/a%20b/%C3%BC')
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ...{ sp: 'r', sr: 'b', se: '2026-11-21T11:00:00Z', rsct: 'text/csv' },
    rscd: `attachment; filename="Zo_ _1_.csv"; filename*=UTF-8''Zo%C3%AB%20%221%22.csv`,
  })
  expect(azure.server.requests).toEqual([])
})

test('an address to write makes or replaces, and reads nothing', async () => {
  await using azure = await recorded(undefined, { clock })
  const url = new URL((await azure.backend.presign?.('a', { method: 'PUT', expiresIn: 60 })) ?? '')
  expect(url.searchParams.get('sp')).toBe('cw')
})

test('only https may use an address, unless the endpoint has none', async () => {
  await using azure = await recorded(undefined, { clock })
  const secure = await recorded(undefined, {
    clock,
    endpoint: 'https://account.blob.core.windows.net',
  })
  const protocols = await Promise.all(
    [azure, secure].map(async ({ backend }) => {
      const url = await backend.presign?.('a', { method: 'GET', expiresIn: 60 })
      return new URL(url ?? '').searchParams.get('spr')
    }),
  )
  expect(protocols).toEqual(['https,http', 'https'])
  await secure[Symbol.asyncDispose]()
})

test('Microsoft Entra ID signs with a key that it is asked for, for at most seven days', async () => {
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: NOW + 3_600_000 }) }
  const settings = settingsOf({ container: 'things', accountName: 'account', credential, clock })
  const { resource, release } = await acquireClients(settings.connection)
  const asked: [Date, Date][] = []
  const service = Object.assign(Object.create(resource.service), {
    // Azure in person: it gives keys to https alone.
    getUserDelegationKey: async (startsOn: Date, expiresOn: Date) => {
      asked.push([startsOn, expiresOn])
      return {
        ...{ signedObjectId: 'o', signedTenantId: 't', signedService: 'b' },
        ...{ signedVersion: '2026-02-06', signedStartsOn: startsOn, signedExpiresOn: expiresOn },
        value: Buffer.from('key').toString('base64'),
      }
    },
  })
  const container = { ...containerOf(resource, 'things'), service }
  const access = new ContainerAccess(settings)
  const sign = (expiresIn: number) =>
    signedUrl(access, container, 'a', { permissions: 'r', expiresIn })
  const url = new URL(await sign(60))
  expect(url.searchParams.get('skoid')).toBe('o')
  expect(url.searchParams.get('sig')).not.toBeNull()
  expect(asked).toEqual([[new Date(NOW - 900_000), new Date(NOW + 60_000)]])
  await expect(sign(8 * 24 * 3600)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  await release()
})
