import { expect, test } from 'vitest'
import { heldClients } from '../src/client.ts'
import { createAzureBackend } from '../src/index.ts'
import { OBJECT, recorded } from './recorded.ts'
import { runModule } from './run-module.ts'

test('backends of one account share a client, whatever their container and prefix; the last one ends it', async () => {
  await using azure = await recorded(() => ({ headers: OBJECT }))
  expect(heldClients()).toBe(0)
  const backends = ['one', 'two'].map((prefix) =>
    createAzureBackend({ ...azure.options, container: `in-${prefix}`, prefix }),
  )
  expect(heldClients()).toBe(0)
  for (const backend of backends) await backend.head('k')
  expect(heldClients()).toBe(1)
  const [one, two] = await Promise.all(backends.map((backend) => backend.native()))
  expect(one?.credential).toBe(two?.credential)
  await backends[0]?.close()
  expect(heldClients()).toBe(1)
  await backends[0]?.close()
  await backends[1]?.close()
  expect(heldClients()).toBe(0)
})

test('other credentials have another client, the same credential in code the same one', async () => {
  await using azure = await recorded(() => ({ headers: OBJECT }))
  const credential = { getToken: async () => null }
  const entra = { container: 'things', accountName: 'account', credential }
  const backends = [
    createAzureBackend(azure.options),
    createAzureBackend({ ...azure.options, accountKey: 'AAAA' }),
    createAzureBackend(entra),
    createAzureBackend({ ...entra, container: 'others' }),
    createAzureBackend({ ...entra, credential: { ...credential } }),
  ]
  for (const backend of backends) await backend.native()
  expect(heldClients()).toBe(4)
  for (const backend of backends) await backend.close()
})

test('without any credential DefaultAzureCredential of the optional peer is used', async () => {
  const backend = createAzureBackend({ container: 'things', accountName: 'account' })
  const { credential } = await backend.native()
  expect(credential.constructor.name).toBe('DefaultAzureCredential')
  await backend.close()
})

test('nothing is loaded until the first call', async () => {
  const loaded = await runModule(`
    const { azure } = await import('@nexusfs/backend-azure')
    const backend = azure({ container: 'things', accountName: 'one', accountKey: 'AAAA' })
    backend.describe()
    await backend.close()
    const { registerHooks } = await import('node:module')
    const seen = []
    registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context) } })
    const other = azure({ container: 'things', accountName: 'one', accountKey: 'AAAA' })
    await other.native()
    console.log(seen.some((url) => url.includes('@azure/storage-blob')))
    await other.close()
  `)
  expect(loaded).toBe('true\n')
})
