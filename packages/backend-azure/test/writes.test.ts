import { createHash } from 'node:crypto'
import { bytesSource, onceSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { failure, OBJECT, recorded } from './recorded.ts'

const MEBI = 1 << 20
const X = bytesSource(Buffer.from('hello'))
const CREATED = { status: 201, headers: OBJECT }

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(MEBI).fill(index)
}

test('a small new object is one request, which makes it and carries everything', async () => {
  await using azure = await recorded(undefined, {
    tier: 'Cool',
    encryptionScope: 'scope',
    prefix: 'p',
  })
  const result = await azure.backend.put('a b/ü', X, {
    contentType: 'text/plain',
    metadata: { owner: 'one', 'Full Name': 'Zoë' },
  })
  expect(result).toEqual({ etag: '0x8DABC', size: 5, modifiedAt: Date.UTC(2026, 10, 21, 10) })
  const { method, target, headers, body } = azure.only()
  expect([method, target, body.toString()]).toEqual(['PUT', '/things/p/a%20b/%C3%BC', 'hello'])
  expect(headers).toMatchObject({
    'if-none-match': '*',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-blob-content-type': 'text/plain',
    'x-ms-access-tier': 'Cool',
    'x-ms-encryption-scope': 'scope',
    'x-ms-meta-owner': 'one',
    'x-ms-meta-nx__46ull_20_4eame': '=?utf-8?B?Wm/Dqw==?=',
    'content-md5': createHash('md5').update('hello').digest('base64'),
  })
  expect(headers.authorization).toMatch(/^SharedKey account:/)
})

test('the tier of a put comes before that of the options, in any case of letters', async () => {
  await using azure = await recorded(undefined, { tier: 'Cool' })
  await azure.backend.put('a', X, { tier: 'COLD' })
  expect(azure.only().headers['x-ms-access-tier']).toBe('Cold')
  await expect(azure.backend.put('a', X, { tier: 'GLACIER' })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  })
  expect(azure.server.requests).toHaveLength(1)
})

test('an object that is there is looked at before it is replaced without condition', async () => {
  await using azure = await recorded(({ method, headers }) => {
    if (method === 'HEAD') return { headers: OBJECT }
    return headers['if-none-match'] === '*' ? failure(409, 'BlobAlreadyExists') : CREATED
  })
  await azure.backend.put('a', X)
  expect(azure.calls()).toEqual(['PUT /things/a', 'HEAD /things/a', 'PUT /things/a'])
  expect(azure.server.requests[2]?.headers['if-none-match']).toBeUndefined()
})

test.each(['AppendBlob', 'PageBlob'])(
  'an %s is never overwritten as a block blob',
  async (type) => {
    await using azure = await recorded(({ method }) =>
      method === 'HEAD'
        ? { headers: { ...OBJECT, 'x-ms-blob-type': type, 'content-length': '3' } }
        : failure(409, 'BlobAlreadyExists'),
    )
    await expect(azure.backend.put('a', X)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(azure.calls()).toEqual(['PUT /things/a', 'HEAD /things/a'])
    const { etag } = (await azure.backend.head('a')) ?? expect.fail('it is there')
    azure.server.requests.length = 0
    const replaced = azure.backend.put('a', X, { precondition: { ifMatch: etag } })
    await expect(replaced).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(azure.server.requests).toEqual([])
  },
)

test('the etag of another type still conditions a delete, as Azure knows it', async () => {
  await using azure = await recorded(() => ({ status: 202 }))
  await azure.backend.delete('a', { precondition: { ifMatch: 'append:0x1' } })
  expect(azure.only().headers['if-match']).toBe('"0x1"')
})

test('conditions go into the one request: ifMatch, ifUnchanged, ifNoneMatch', async () => {
  await using azure = await recorded()
  const observed = { key: 'a', size: 1, etag: '0x2', modifiedAt: 0 }
  await azure.backend.put('a', X, { precondition: { ifMatch: '0x1' } })
  await azure.backend.put('a', X, { precondition: { ifUnchanged: observed } })
  await azure.backend.put('a', X, { precondition: { ifNoneMatch: '*' } })
  expect(
    azure.server.requests.map(({ headers }) => [headers['if-match'], headers['if-none-match']]),
  ).toEqual([
    ['"0x1"', undefined],
    ['"0x2"', undefined],
    [undefined, '*'],
  ])
})

test('a condition on a version is one on the etag of that version', async () => {
  await using azure = await recorded(({ method }) => ({
    status: method === 'HEAD' ? 200 : 201,
    headers: { ...OBJECT, 'x-ms-version-id': '2026-11-21T10:00:00.0000000Z' },
  }))
  const precondition = { ifVersion: '2026-11-21T10:00:00.0000000Z' }
  expect(await azure.backend.put('a', X, { precondition })).toMatchObject({
    versionId: precondition.ifVersion,
  })
  expect(azure.calls()).toEqual(['HEAD /things/a', 'PUT /things/a'])
  expect(azure.server.requests[1]?.headers['if-match']).toBe('"0x8DABC"')
  const stale = azure.backend.put('a', X, { precondition: { ifVersion: 'other' } })
  await expect(stale).rejects.toMatchObject({ code: 'CONFLICT', etag: '0x8DABC' })
})

test('8 MiB are one request, one byte more are two blocks and a commit', async () => {
  await using azure = await recorded()
  await azure.backend.put('a', bytesSource(new Uint8Array(8 * MEBI)))
  expect(azure.calls()).toEqual(['PUT /things/a'])
  azure.server.requests.length = 0
  const { size } = await azure.backend.put('a', bytesSource(new Uint8Array(8 * MEBI + 1)))
  expect(size).toBe(8 * MEBI + 1)
  expect(azure.calls().toSorted()).toEqual([
    'PUT /things/a block',
    'PUT /things/a block',
    'PUT /things/a blocklist',
  ])
})

test('the condition, tier, type and metadata of a large object go with the list of its blocks, which comes last', async () => {
  await using azure = await recorded(undefined, { tier: 'Cold', encryptionScope: 'scope' })
  await azure.backend.put('a', onceSource(mebibytes(20)), {
    precondition: { ifMatch: '0x1' },
    contentType: 'text/plain',
    metadata: { owner: 'one' },
  })
  const blocks = azure.server.requests.slice(0, -1)
  const commit = azure.server.requests.at(-1)
  expect(blocks.map(({ query }) => query.comp)).toEqual(['block', 'block', 'block'])
  for (const { headers, body } of blocks) {
    expect(headers['if-match']).toBeUndefined()
    expect(headers['x-ms-encryption-scope']).toBe('scope')
    expect(headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'))
  }
  expect(commit?.query.comp).toBe('blocklist')
  expect(commit?.headers).toMatchObject({
    'if-match': '"0x1"',
    'x-ms-access-tier': 'Cold',
    'x-ms-encryption-scope': 'scope',
    'x-ms-blob-content-type': 'text/plain',
    'x-ms-meta-owner': 'one',
  })
  const listed = [...String(commit?.body).matchAll(/<Latest>([^<]+)</g)].map(([, id]) => id)
  const byNumber = blocks
    .map(({ query, body }) => ({ id: query.blockid, first: body[0] ?? 0 }))
    .sort((one, other) => one.first - other.first)
  expect(listed).toEqual(byNumber.map(({ id }) => id))
})

test('no more than three blocks are on their way at once', async () => {
  let open = 0
  let most = 0
  await using azure = await recorded(async ({ query }) => {
    if (query.comp === 'block') {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
    }
    return CREATED
  })
  await azure.backend.put('a', onceSource(mebibytes(64)))
  expect(most).toBeLessThanOrEqual(3)
  expect(azure.server.requests).toHaveLength(9)
})

test('a block that Azure was too busy for is sent again by the SDK, a commit is not', async () => {
  let busy = 1
  await using azure = await recorded(({ query }) => {
    if (query.comp === 'block' && busy-- > 0) return failure(503, 'ServerBusy')
    return query.comp === 'blocklist' ? failure(503, 'ServerBusy') : CREATED
  })
  await expect(azure.backend.put('a', onceSource(mebibytes(9)))).rejects.toMatchObject({
    code: 'THROTTLED',
  })
  expect(azure.calls().filter((call) => call.endsWith('block'))).toHaveLength(3)
  expect(azure.calls().filter((call) => call.endsWith('blocklist'))).toHaveLength(1)
  const [block] = azure.server.requests
  expect(block?.query.timeout).toBe('120')
})

test('a block that is refused ends the upload without a commit, and nothing is sent after', async () => {
  await using azure = await recorded(() => failure(403, 'AuthorizationPermissionMismatch'))
  let given = 0
  const chunks = async function* () {
    for await (const chunk of mebibytes(400)) {
      given++
      yield chunk
    }
  }
  await expect(azure.backend.put('a', onceSource(chunks()))).rejects.toMatchObject({
    code: 'BACKEND_DENIED',
  })
  expect(given).toBeLessThan(100)
  const sent = azure.server.requests.length
  expect(azure.calls()).not.toContain('PUT /things/a blocklist')
  await new Promise((resolve) => setImmediate(resolve))
  expect(azure.server.requests).toHaveLength(sent)
})

test.each([
  [{ ifNoneMatch: '*' } as const, 'ALREADY_EXISTS'],
  [{ ifMatch: '0x1' }, 'CONFLICT'],
  [undefined, 'BUSY'],
])('blocks that another writer dropped by committing: %j is %s', async (precondition, code) => {
  await using azure = await recorded(({ query }) =>
    query.comp === 'blocklist' ? failure(400, 'InvalidBlockList') : CREATED,
  )
  const put = azure.backend.put('a', onceSource(mebibytes(9)), { precondition })
  await expect(put).rejects.toMatchObject({ code })
})

test('a delete is one request; an absent object is fine without condition and a CONFLICT with one', async () => {
  await using azure = await recorded(() => failure(404, 'BlobNotFound'))
  await azure.backend.delete('a')
  expect(azure.calls()).toEqual(['DELETE /things/a'])
  expect(azure.only().headers['x-ms-delete-snapshots']).toBeUndefined()
  const conditional = azure.backend.delete('a', { precondition: { ifMatch: '0x1' } })
  await expect(conditional).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('metadata is replaced by one request, with a condition on demand', async () => {
  await using azure = await recorded(() => ({ headers: OBJECT }))
  await azure.backend.setMetadata?.('a', { 'Full Name': 'x' })
  const { etag } = await azure.backend.setBlobMetadata(
    'a',
    {},
    { precondition: { ifMatch: '0x1' } },
  )
  expect(etag).toBe('0x8DABC')
  expect(azure.calls()).toEqual(['PUT /things/a metadata', 'PUT /things/a metadata'])
  const [first, second] = azure.server.requests
  expect(first?.headers['x-ms-meta-nx__46ull_20_4eame']).toBe('x')
  expect(second?.headers['if-match']).toBe('"0x1"')
})

test('tiers are set by one request, with the priority of a rehydration', async () => {
  await using azure = await recorded(() => ({ status: 202 }))
  await azure.backend.setTier?.('a', 'archive')
  await azure.backend.setBlobTier('a', 'Hot', { rehydratePriority: 'High' })
  const [first, second] = azure.server.requests
  expect([first?.query.comp, first?.headers['x-ms-access-tier']]).toEqual(['tier', 'Archive'])
  expect(second?.headers).toMatchObject({
    'x-ms-access-tier': 'Hot',
    'x-ms-rehydrate-priority': 'High',
  })
})
