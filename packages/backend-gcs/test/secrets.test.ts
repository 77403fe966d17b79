import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createBucket } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { afterAll, expect, test } from 'vitest'
import type { RecordedAnswer, RecordedRequest } from '../../../test/servers/index.ts'
import type { GcsBackendOptions } from '../src/index.ts'
import { answerLikeGoogle, recorded } from './recorded.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexus-gcs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const TOKEN = 'canary-access-token-1234567890'
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

function accountFile(key: string): string {
  const path = join(folder, `account-${key.length}.json`)
  const account = {
    type: 'service_account',
    private_key: key,
    private_key_id: 'canary-key-id',
    client_email: 'nexus@project.iam.gserviceaccount.com',
  }
  writeFileSync(path, JSON.stringify(account))
  return path
}

/** The exchange of tokens is refused by the one who records, or cut off. */
function workloadFile(): string {
  const path = join(folder, 'workload.json')
  const subject = join(folder, 'subject')
  writeFileSync(subject, 'canary-subject-token')
  const account = {
    type: 'external_account',
    audience: 'canary-audience',
    client_id: 'id',
    client_secret: 'canary-client-secret',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'http://127.0.0.1:9',
    credential_source: { file: subject },
  }
  writeFileSync(path, JSON.stringify(account))
  return path
}

const SLOTS: Readonly<Record<string, Partial<GcsBackendOptions>>> = {
  access_token: { accessToken: TOKEN },
  'accessToken as a function': { accessToken: () => TOKEN },
  'a broken private key': {
    credentialsPath: accountFile('-----BEGIN PRIVATE KEY-----\ncanary-key\n'),
  },
  'a file of workload identity': { credentialsPath: workloadFile() },
}

/** Says back all that it was sent, as a careless proxy would. */
function echo({ headers, target }: RecordedRequest): RecordedAnswer {
  const said = `${JSON.stringify(headers)} ${target} Bearer ya29.canary-token x-goog-signature=canary-signature`
  return { status: 403, body: { error: { message: said, errors: [{ reason: 'forbidden' }] } } }
}

const ANSWERS: Readonly<Record<string, (request: RecordedRequest) => RecordedAnswer>> = {
  'is refused': echo,
  'is cut off': () => 'reset',
  'is refused in the middle of an upload': (request) =>
    request.method === 'POST' ? answerLikeGoogle(request) : echo(request),
}

test.each(
  Object.entries(SLOTS).flatMap(([slot, options]) =>
    Object.entries(ANSWERS)
      // Where no token is to be had, no call gets as far as an answer.
      .filter(([what]) => !slot.startsWith('a file') || what === 'is refused')
      .map(([what, answer]) => [slot, what, options, answer] as const),
  ),
)('%s is nowhere when a call %s', async (_, __, options, answer) => {
  const { backend, close } = await recorded(answer, options)
  const lines: unknown[] = []
  const logger = new Proxy(
    {},
    {
      get:
        () =>
        (...line: unknown[]) =>
          lines.push(line),
    },
  )
  const bucket = createBucket(backend, { attempts: 1, logger: logger as never })
  const shown: unknown[] = [backend.describe(), JSON.stringify(backend), inspect(backend)]
  const large = bytesSource(Buffer.alloc((8 << 20) + 1))
  for (const call of [
    () => bucket.head('a'),
    () => bucket.get('a'),
    () => bucket.put('a', bytesSource(Buffer.from('x'))),
    () => bucket.put('a', large),
    () => bucket.list({ limit: 1 }),
    () => bucket.delete('a'),
    () => bucket.admin?.setVersioning(true),
    () => bucket.check(),
  ]) {
    const answered = await Promise.resolve(call()).catch((error: unknown) => error)
    shown.push(inspect(answered, { depth: 12, showHidden: true }), JSON.stringify(answered))
    shown.push(...chainOf(answered))
  }
  await close()
  expect(lines.length).toBeGreaterThan(0)
  expect(inspect([shown, lines], { depth: 12 })).not.toContain('canary')
})

test('the signature of an address is in no description', async () => {
  const { backend, close } = await recorded(undefined, { credentialsPath: accountFile(privateKey) })
  const url = await backend.presign?.('a', { method: 'GET', expiresIn: 60 })
  const signature = new URL(url ?? '').searchParams.get('X-Goog-Signature') ?? ''
  expect(signature.length).toBeGreaterThan(100)
  expect(inspect(backend, { depth: 12, showHidden: true })).not.toContain(signature)
  await close()
})

function chainOf(error: unknown): string[] {
  const texts: string[] = []
  for (let each = error; each instanceof Error; each = each.cause) {
    texts.push(each.message, String(each.stack), String((each as { hint?: string }).hint))
  }
  return texts
}
