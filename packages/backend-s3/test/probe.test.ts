import { expect, test } from 'vitest'
import { codeOf, errorAnswer, fakeS3, willing } from './fake-s3.ts'

test('a server that ignores every condition and digest is found out, and what it was sent is removed', async () => {
  await using s3 = await fakeS3(willing)
  await s3.backend.probe?.({ readonly: false })
  expect(s3.backend.capabilities).toMatchObject({
    origin: 'probed',
    putIfAbsent: false,
    putIfMatch: false,
    deleteIfMatch: false,
    copyConditions: false,
    verifiesDigest: false,
    versions: true,
  })
  const written = s3.server.requests
    .filter(({ method }) => method === 'PUT')
    .map(({ path }) => path)
  const removed = s3.server.requests
    .filter(({ method }) => method === 'DELETE')
    .map(({ path }) => path)
  expect(written.filter((path) => !removed.includes(path))).toEqual([])
})

test('a server that refuses every condition, also those that hold, has none', async () => {
  await using s3 = await fakeS3((request) => {
    const { headers } = request
    const conditional = 'if-match' in headers || 'if-none-match' in headers
    return conditional ? errorAnswer(412, 'PreconditionFailed') : willing(request)
  })
  await s3.backend.probe?.({ readonly: false })
  expect(s3.backend.capabilities).toMatchObject({
    putIfAbsent: true,
    putIfMatch: false,
    copyConditions: false,
  })
})

test('a server that does not know conditions has none, and the probe goes on', async () => {
  await using s3 = await fakeS3((request) => {
    const { headers } = request
    const conditional = 'if-match' in headers || 'if-none-match' in headers
    return conditional ? errorAnswer(501, 'NotImplemented') : willing(request)
  })
  await s3.backend.probe?.({ readonly: false })
  expect(s3.backend.capabilities).toMatchObject({
    putIfAbsent: false,
    putIfMatch: false,
    deleteIfMatch: false,
  })
})

test('who may not ask for versioning is told by the answers to writes; who may not write is told so', async () => {
  await using s3 = await fakeS3((request) => {
    if ('versioning' in request.query) return errorAnswer(403, 'AccessDenied')
    const answer = willing(request)
    if (answer === 'reset' || request.method !== 'PUT') return answer
    return { ...answer, headers: { ...answer.headers, 'x-amz-version-id': 'v' } }
  })
  await s3.backend.probe?.({ readonly: true })
  expect(s3.backend.capabilities.versions).toBe(false)
  await s3.backend.probe?.({ readonly: false })
  expect(s3.backend.capabilities.versions).toBe(true)
  await using denied = await fakeS3(({ method }) =>
    method === 'GET'
      ? willing({
          method,
          path: '/bucket/',
          query: { versioning: '' },
          headers: {},
          target: '',
          body: Buffer.alloc(0),
        })
      : errorAnswer(403, 'AccessDenied'),
  )
  expect(await codeOf(denied.backend.probe?.({ readonly: false }) ?? Promise.resolve())).toBe(
    'BACKEND_DENIED',
  )
  expect(denied.backend.capabilities.origin).toBe('declared')
})
