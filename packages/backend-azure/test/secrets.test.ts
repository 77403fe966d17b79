import { inspect } from 'node:util'
import { createBucket } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { type AzureBackend, createAzureBackend } from '../src/index.ts'
import { failure, type recorded as Recorded, recorded } from './recorded.ts'

const KEY = Buffer.from('canary-of-the-account-key').toString('base64')
const SIGNATURE = 'canarysignature0123456789abcdef%3D'
const SAS = `sv=2026-02-06&ss=b&srt=co&sp=rwdl&se=2999-01-01T00:00:00Z&sig=${SIGNATURE}`
const BEARER = 'canary-bearer-token'
const SECRETS = [KEY, 'canary-of-the-account-key', SIGNATURE, decodeURIComponent(SIGNATURE), BEARER]

type Answer = Parameters<typeof Recorded>[0]

const X = bytesSource(Buffer.from('x'))

/** One call of everything. */
const CALLS: Readonly<Record<string, (backend: AzureBackend) => Promise<unknown> | undefined>> = {
  head: (backend) => backend.head('k'),
  get: (backend) => backend.get('k'),
  put: (backend) => backend.put('k', X),
  'large put': (backend) => backend.put('k', bytesSource(new Uint8Array((8 << 20) + 1))),
  delete: (backend) => backend.delete('k'),
  deleteMany: (backend) => backend.deleteMany?.(['k', 'l']),
  list: (backend) => backend.list({ limit: 1 }),
  copy: (backend) => backend.copy?.('k', 'l'),
  setMetadata: (backend) => backend.setMetadata?.('k', {}),
  setTier: (backend) => backend.setTier?.('k', 'Hot'),
  properties: (backend) => backend.getBlobProperties('k'),
  ensureBucket: (backend) => backend.admin?.ensureBucket(),
  versioning: (backend) => backend.admin?.versioning(),
  probe: (backend) => backend.probe?.({ readonly: false }),
  check: async (backend) => {
    throw Object.assign(new Error('answer of check'), { answer: await backend.check() })
  },
}

/** Slots in which a credential is given. */
const SLOTS = (url: string) => ({
  account_key: { accountName: 'account', accountKey: KEY, endpoint: url },
  connection_string: {
    accountKey: undefined,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${KEY};BlobEndpoint=${url}`,
  },
  'connection_string with a SAS': {
    accountKey: undefined,
    connectionString: `BlobEndpoint=${url};SharedAccessSignature=${SAS}`,
  },
  sas_token: { accountKey: undefined, sasToken: SAS, endpoint: url },
})

/** What a provider may answer, credentials included. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'a failure that quotes the request': ({ target, headers }) => ({
    ...failure(403, 'AuthenticationFailed'),
    body: `<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>Signature ${target} ${headers.authorization}</Message><AuthenticationErrorDetail>${KEY} ${SAS.replaceAll('&', '&amp;')}</AuthenticationErrorDetail></Error>`,
  }),
  'an unknown failure': ({ target }) => ({ ...failure(400, 'Unheard'), body: target }),
  'a reset': () => 'reset',
  'a busy server': () => failure(503, 'ServerBusy'),
}

test.each(Object.keys(ANSWERS))(
  '%s shows no credential in any slot, call and place',
  async (name) => {
    await using azure = await recorded(ANSWERS[name])
    for (const slot of Object.values(SLOTS(azure.server.url))) {
      const backend = createAzureBackend({ container: 'things', ...slot })
      const lines: unknown[] = []
      const log = (...line: unknown[]) => void lines.push(line)
      const logger = { debug: log, info: log, warn: log, error: log }
      const bucket = createBucket(backend, { logger, attempts: 1 })
      await bucket.head('k').catch(() => undefined)
      for (const [call, run] of Object.entries(CALLS)) {
        const error: unknown = await Promise.resolve(run(backend)).then(
          () => undefined,
          (thrown) => thrown,
        )
        clean(error, call)
      }
      clean(lines, 'log')
      clean(backend, 'the backend itself')
      clean(backend.describe(), 'describe')
      await bucket.close()
    }
  },
)

test('a credential given in code shows nowhere', async () => {
  const credential = {
    secret: BEARER,
    getToken: async () => {
      throw Object.assign(new Error(`no ${BEARER}`), { name: 'AuthenticationError' })
    },
  }
  const backend = createAzureBackend({ container: 'things', accountName: 'one', credential })
  clean(backend, 'the backend itself')
  clean(await backend.head('k').catch((error: unknown) => error), 'head')
  await backend.close()
})

/** Every text that can be made of a value: its own, JSON, what people print, and the same of its causes. */
function clean(value: unknown, where: string): void {
  const texts: string[] = []
  for (let at = value; at !== undefined && at !== null; at = (at as { cause?: unknown }).cause) {
    texts.push(String(at), JSON.stringify(at) ?? '', inspect(at, { depth: 20, showHidden: true }))
    const { message, hint, stack } = at as Record<string, unknown>
    texts.push(String(message), String(hint), String(stack))
  }
  for (const secret of SECRETS) {
    const found = texts.find((text) => text.includes(secret))
    expect(found, `${secret} in ${where}`).toBeUndefined()
  }
}
