import { expect, test } from 'vitest'
import { optionSchema } from './options.ts'
import { settingsOf } from './settings.ts'

const GOOD = { endpointUrl: 'http://127.0.0.1:9000', bucket: 'notes' }

async function messages(value: unknown): Promise<readonly string[]> {
  const answer = await optionSchema['~standard'].validate(value)
  return (answer.issues ?? []).map(({ message }) => message)
}

test('the least is an endpoint and a bucket, and the bucket is then made when missing', async () => {
  const answer = await optionSchema['~standard'].validate(GOOD)
  expect(answer).toMatchObject({ value: { ...GOOD, autoCreateBucket: true } })
})

test('every option of the table is known, and no other', async () => {
  const all = {
    ...GOOD,
    accessKey: 'a',
    secretKey: 'b',
    secure: false,
    region: 'eu-west-1',
    prefix: 'data',
    sse: 'aws:kms:my-key',
    autoCreateBucket: false,
  }
  expect(await messages(all)).toEqual([])
  expect(await messages({ ...all, colour: 'red' })).toHaveLength(1)
})

test.each([
  ['bucketName', 'bucket'],
  ['containerName', 'bucket'],
  ['regionName', 'region'],
  ['endpoint', 'endpoint_url'],
  ['accessKeyId', 'access_key'],
  ['secretAccessKey', 'secret_key'],
  ['useSsl', 'secure'],
  ['rootPath', 'prefix'],
  ['basePath', 'prefix'],
])('%s is answered with the right word', async (name, right) => {
  expect(await messages({ ...GOOD, [name]: 'x' })).toEqual([
    `it is no option; did you mean "${right}"?`,
  ])
})

test.each(['ab', 'Upper', 'a..b', '-a-', '192.168.0.1', 'under_score', 'a'.repeat(64)])(
  'the bucket %s is refused',
  async (bucket) => {
    expect(await messages({ ...GOOD, bucket })).toHaveLength(1)
  },
)

test.each(['AES128', 'aws:kms:', 'kms'])('sse %s is refused', async (sse) => {
  expect(await messages({ ...GOOD, sse })).toHaveLength(1)
})

test.each(['', 'ftp://host', 'http://user:canary@host', 'http://host/path', 'a b'])(
  'the endpoint %j is refused',
  async (endpointUrl) => {
    const [message, ...more] = await messages({ ...GOOD, endpointUrl })
    expect(message).toMatch(/host/)
    expect(message).not.toContain('canary')
    expect(more).toEqual([])
  },
)

test('JSON Schema lists the options', () => {
  const schema = optionSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  expect(Object.keys(schema.properties as object).sort()).toEqual([
    'accessKey',
    'autoCreateBucket',
    'bucket',
    'endpointUrl',
    'prefix',
    'region',
    'secretKey',
    'secure',
    'sse',
  ])
})

test.each([
  [undefined, ''],
  ['', ''],
  ['/', ''],
  ['data', 'data/'],
  ['/data/', 'data/'],
  ['a/b', 'a/b/'],
])('the prefix %s becomes %j', (prefix, expected) => {
  expect(settingsOf({ ...GOOD, prefix }).prefix).toBe(expected)
})

test.each(['a//b', '../x', 'a\\b'])('the prefix %s is INVALID_ARGUMENT', (prefix) => {
  expect(() => settingsOf({ ...GOOD, prefix })).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
  )
})

test('a scheme that secure contradicts is INVALID_ARGUMENT', () => {
  expect(() => settingsOf({ ...GOOD, secure: true })).toThrow(/contradict/)
})
