import { collectBytes } from '@nexusfs/core/kit'
import type { ByteRange } from '@nexusfs/core/spec'
import { expect, test } from 'vitest'
import { failure, OBJECT, recorded } from './recorded.ts'

const BYTES = Buffer.from('0123456789')

/** Azure with one object of ten bytes. */
function tenBytes() {
  return recorded(({ method, headers, path }) => {
    if (!path.endsWith('/a')) return failure(404, 'BlobNotFound')
    if (method === 'HEAD') return { headers: { ...OBJECT, 'content-length': '10' } }
    const range = headers['x-ms-range'] ?? headers.range
    if (range === undefined) return { headers: OBJECT, body: BYTES }
    const [, from = '0', to = '9'] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? []
    if (Number(from) >= 10) return failure(416, 'InvalidRange')
    const end = to === '' ? 10 : Math.min(10, Number(to) + 1)
    return {
      status: 206,
      headers: { ...OBJECT, 'content-range': `bytes ${from}-${end - 1}/10` },
      body: BYTES.subarray(Number(from), end),
    }
  })
}

test('a whole object is one request without a range', async () => {
  await using azure = await tenBytes()
  const { info, range, body } = await azure.backend.get('a')
  expect(Buffer.from(await collectBytes(body)).toString()).toBe('0123456789')
  expect([info.size, info.etag, range]).toEqual([10, '0x8DABC', { start: 0, end: 10 }])
  expect(azure.only().headers['x-ms-range']).toBeUndefined()
})

test.each<[ByteRange, string, string[]]>([
  [{ start: 2, end: 5 }, '234', ['GET']],
  [{ start: 7 }, '789', ['GET']],
  [{ start: 7, end: 99 }, '789', ['GET']],
  [{ start: 0, end: 1 }, '0', ['GET']],
  [{ suffix: 3 }, '789', ['HEAD', 'GET']],
  [{ suffix: 99 }, '0123456789', ['HEAD', 'GET']],
  // With the SDK a count of 0 means up to the end.
  [{ start: 1, end: 1 }, '', ['HEAD']],
  [{ start: 0, end: 0 }, '', ['HEAD']],
])('the range %j is %j by %j', async (range, text, methods) => {
  await using azure = await tenBytes()
  const { body, info } = await azure.backend.get('a', { range })
  expect(Buffer.from(await collectBytes(body)).toString()).toBe(text)
  expect(info.size).toBe(10)
  expect(azure.server.requests.map(({ method }) => method)).toEqual(methods)
})

test('what is read after a look is what was looked at', async () => {
  await using azure = await tenBytes()
  await azure.backend.get('a', { range: { suffix: 1 } })
  expect(azure.server.requests[1]?.headers['if-match']).toBe('"0x8DABC"')
})

test('a range past the end is INVALID_RANGE, one of an absent object NOT_FOUND', async () => {
  await using azure = await tenBytes()
  for (const range of [{ start: 10 }, { start: 11, end: 12 }, { start: 10, end: 10 }])
    await expect(azure.backend.get('a', { range })).rejects.toMatchObject({ code: 'INVALID_RANGE' })
  for (const range of [{ start: 0 }, { start: 1, end: 1 }, { suffix: 1 }])
    await expect(azure.backend.get('b', { range })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a range from the beginning of an empty object is empty', async () => {
  await using azure = await recorded(({ method }) =>
    method === 'HEAD'
      ? { headers: { ...OBJECT, 'content-length': '0' } }
      : failure(416, 'InvalidRange'),
  )
  const { body, range } = await azure.backend.get('a', { range: { start: 0, end: 5 } })
  expect([range, (await collectBytes(body)).byteLength]).toEqual([{ start: 0, end: 0 }, 0])
})

test('versions are named in the query', async () => {
  await using azure = await tenBytes()
  const versionId = '2026-11-21T10:00:00.0000000Z'
  await azure.backend.head('a', { versionId })
  await azure.backend.get('a', { versionId })
  for (const { query } of azure.server.requests) expect(query.versionid).toBe(versionId)
})

test('head is one request; absent is undefined, and a missing container is not an absent object', async () => {
  await using azure = await recorded(({ path }) =>
    failure(404, path.endsWith('/a') ? 'BlobNotFound' : 'ContainerNotFound'),
  )
  expect(await azure.backend.head('a')).toBeUndefined()
  expect(azure.calls()).toEqual(['HEAD /things/a'])
  await expect(azure.backend.head('b')).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
})

test.each([
  ['Archive', undefined, 'archived'],
  ['Archive', 'rehydrate-pending-to-hot', 'restoring'],
  ['Cool', undefined, undefined],
])('an object in %s with the status %s is %s', async (tier, status, archive) => {
  await using azure = await recorded(() => ({
    headers: {
      ...OBJECT,
      'x-ms-access-tier': tier,
      ...(status !== undefined && { 'x-ms-archive-status': status }),
    },
  }))
  const info = await azure.backend.head('a')
  expect([info?.tier, info?.archive]).toEqual([tier, archive])
})

test('reading an archived object is ARCHIVED, with the command that brings it back', async () => {
  await using azure = await recorded(() => failure(409, 'BlobArchived'), { prefix: "it's" })
  await expect(azure.backend.get('a b')).rejects.toMatchObject({
    code: 'ARCHIVED',
    hint: expect.stringContaining(
      "az storage blob set-tier --account-name account --container-name things --name 'it'\\''s/a b' --tier Hot",
    ),
  })
})

test('everything that Azure says of a blob is given, in one request', async () => {
  await using azure = await recorded(() => ({
    headers: {
      ...OBJECT,
      'content-length': '3',
      'x-ms-blob-type': 'AppendBlob',
      'x-ms-lease-state': 'leased',
      'x-ms-access-tier': 'Hot',
      'x-ms-access-tier-inferred': 'true',
      'x-ms-creation-time': 'Sat, 21 Nov 2026 09:00:00 GMT',
      'content-md5': Buffer.from('00ff', 'hex').toString('base64'),
      'x-ms-meta-nx__46ull': 'x',
    },
  }))
  expect(await azure.backend.getBlobProperties('a')).toMatchObject({
    ...{ key: 'a', size: 3, etag: 'append:0x8DABC', blobType: 'AppendBlob' },
    ...{ leaseState: 'leased', tierInferred: true, contentMd5: '00ff', metadata: { Full: 'x' } },
    createdAt: Date.UTC(2026, 10, 21, 9),
  })
  expect(azure.calls()).toEqual(['HEAD /things/a'])
})

test('a directory of an account with hierarchical namespace is no object, but its marker', async () => {
  await using azure = await recorded(() => ({
    headers: { ...OBJECT, 'x-ms-meta-hdi_isfolder': 'true' },
  }))
  expect(await azure.backend.head('folder')).toBeUndefined()
  expect(await azure.backend.head('folder/')).toMatchObject({ size: 0 })
})
