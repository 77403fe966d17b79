import { expect, test } from 'vitest'
import type { RecordedRequest } from '../../../test/servers/index.ts'
import { failure, OBJECT, recorded } from './recorded.ts'

const MEBI = 1 << 20

/** Azure with a source of that size and type; copies of the first kind are done at once. */
function answering(size: number, type = 'BlockBlob', polls = 0) {
  let left = polls
  return ({ method, path, headers }: RecordedRequest) => {
    if (method !== 'HEAD') {
      const status = headers['x-ms-requires-sync'] ? 'success' : left > 0 ? 'pending' : 'success'
      return {
        status: 202,
        headers: { ...OBJECT, 'x-ms-copy-id': 'copy-1', 'x-ms-copy-status': status },
      }
    }
    const done = path.endsWith('to') && left-- <= 1
    return {
      headers: {
        ...{ ...OBJECT, 'x-ms-blob-type': type, 'content-length': String(size) },
        'x-ms-copy-id': 'copy-1',
        'x-ms-copy-status': done ? 'success' : 'pending',
      },
    }
  }
}

test('a small object is looked at and copied in one request, as it was looked at', async () => {
  await using azure = await recorded(answering(5), { tier: 'Cool', encryptionScope: 'scope' })
  const result = await azure.backend.copy?.('a b+c%20ü', 'to', {
    precondition: { ifNoneMatch: '*' },
  })
  expect(result).toMatchObject({ size: 5, etag: '0x8DABC' })
  expect(azure.calls()).toEqual(['HEAD /things/a b+c%20ü', 'PUT /things/to'])
  const { headers } = azure.server.requests[1] ?? expect.fail('it was copied')
  expect(headers).toMatchObject({
    'x-ms-requires-sync': 'true',
    'x-ms-source-if-match': '"0x8DABC"',
    'if-none-match': '*',
    'x-ms-access-tier': 'Cool',
    'x-ms-encryption-scope': 'scope',
  })
  const source = new URL(headers['x-ms-copy-source'] ?? '')
  expect(source.pathname).toBe('/things/a%20b%2Bc%2520%C3%BC')
  expect(source.searchParams.get('sp')).toBe('r')
})

test('with a SAS the source is read by it, and nothing new is signed', async () => {
  await using azure = await recorded(answering(5), {
    ...{ accountKey: undefined, sasToken: 'sv=2026-02-06&sig=mine' },
  })
  await azure.backend.copy?.('a', 'to')
  const source = new URL(azure.server.requests[1]?.headers['x-ms-copy-source'] ?? '')
  expect(source.searchParams.get('sig')).toBe('mine')
  for (const { query, headers } of azure.server.requests) {
    expect(query.sig).toBe('mine')
    expect(headers.authorization).toBeUndefined()
  }
})

test.each([
  ['a large object', 257 * MEBI, 'BlockBlob'],
  ['an append blob', 5, 'AppendBlob'],
  ['a page blob', 512, 'PageBlob'],
])('%s is copied on Azure’s own time, and looked at until it is there', async (_, size, type) => {
  await using azure = await recorded(answering(size, type, 2))
  const result = await azure.backend.copy?.('a', 'to', { precondition: { ifMatch: '0x1' } })
  expect(result?.size).toBe(size)
  const [, start, ...polls] = azure.server.requests
  expect(start?.headers['x-ms-requires-sync']).toBeUndefined()
  expect(start?.headers['if-match']).toBe('"0x1"')
  expect(polls.map(({ method, path }) => `${method} ${path}`)).toContain('HEAD /things/to')
})

test('a signal ends a copy that is under way at Azure too, and what it left is removed', async () => {
  const controller = new AbortController()
  let ended = false
  await using azure = await recorded(({ method, path, query }) => {
    if (method === 'DELETE') return { status: 202 }
    if (query.comp === 'copy') {
      ended = true
      return { status: 204 }
    }
    if (ended) {
      const left = { ...OBJECT, 'x-ms-copy-status': 'aborted', 'content-length': '0' }
      return { headers: left }
    }
    if (method === 'HEAD' && path.endsWith('to')) controller.abort()
    return answering(300 * MEBI, 'BlockBlob', 99)({ method, path, headers: {} } as RecordedRequest)
  })
  const copy = azure.backend.copy?.('a', 'to', { signal: controller.signal })
  await expect(copy).rejects.toMatchObject({ code: 'ABORTED' })
  const [end, , remove] = azure.server.requests.slice(-3)
  expect(end).toMatchObject({ method: 'PUT', query: { comp: 'copy', copyid: 'copy-1' } })
  expect(remove).toMatchObject({ method: 'DELETE', headers: { 'if-match': '"0x8DABC"' } })
})

test('an absent source is NOT_FOUND by its own name', async () => {
  await using azure = await recorded(() => failure(404, 'BlobNotFound'))
  await expect(azure.backend.copy?.('from', 'to')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('"from"'),
  })
})

test('a source that changes while it is copied is BUSY, a lost condition on the target CONFLICT', async () => {
  let code = 'SourceConditionNotMet'
  await using azure = await recorded((request) =>
    request.method === 'HEAD' ? answering(5)(request) : failure(412, code),
  )
  const copy = () => azure.backend.copy?.('a', 'to', { precondition: { ifMatch: '0x1' } })
  await expect(copy()).rejects.toMatchObject({ code: 'BUSY' })
  code = 'TargetConditionNotMet'
  await expect(copy()).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('what Azure cannot put into an encryption scope is said before anything is copied', async () => {
  await using azure = await recorded(answering(300 * MEBI), { encryptionScope: 'scope' })
  await expect(azure.backend.copy?.('a', 'to')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  expect(azure.calls()).toEqual(['HEAD /things/a'])
})

test('a version is copied by its name', async () => {
  await using azure = await recorded(answering(5))
  const versionId = '2026-11-21T10:00:00.0000000Z'
  await azure.backend.copy?.('a', 'to', { versionId })
  const [look, copy] = azure.server.requests
  expect(look?.query.versionid).toBe(versionId)
  const source = new URL(copy?.headers['x-ms-copy-source'] ?? '')
  expect(source.searchParams.getAll('versionid')).toEqual([versionId])
})
