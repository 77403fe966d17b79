import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import type { RecordedRequest } from '../../../test/servers/index.ts'
import type { S3Backend } from '../src/index.ts'
import { type FakeS3, fakeS3, willing } from './fake-s3.ts'

const SMALL = bytesSource(Buffer.from('x'))
const LARGE = bytesSource(Buffer.alloc(2500))
const OPTIONS = { partBytes: 1000, copyPartBytes: 2 }

/** Rights that a request needs (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html). */
function rightsOf({ method, path, query, headers }: RecordedRequest): readonly string[] {
  const inBucket = path === '/bucket/' || path === '/bucket'
  if (inBucket) {
    if ('versions' in query) return ['s3:ListBucketVersions']
    if ('uploads' in query) return ['s3:ListBucketMultipartUploads']
    if ('versioning' in query) return ['s3:GetBucketVersioning']
    if ('lifecycle' in query) return ['s3:GetLifecycleConfiguration']
    return method === 'POST' ? ['s3:DeleteObject'] : ['s3:ListBucket']
  }
  const version = 'versionId' in query ? 'Version' : ''
  if ('restore' in query) return ['s3:RestoreObject']
  if (method === 'DELETE')
    return 'uploadId' in query ? ['s3:AbortMultipartUpload'] : [`s3:DeleteObject${version}`]
  if (method === 'GET' || method === 'HEAD') return [`s3:GetObject${version}`]
  const source = headers['x-amz-copy-source']
  if (source === undefined) return ['s3:PutObject']
  const ofSource = source.includes('versionId=') ? 'Version' : ''
  const read = ['s3:PutObject', `s3:GetObject${ofSource}`]
  // Tags go along where an object is copied as a whole.
  if ('partNumber' in query) return read
  return [...read, `s3:GetObject${ofSource}Tagging`, 's3:PutObjectTagging']
}

async function reading(backend: S3Backend): Promise<void> {
  await backend.check()
  await backend.probe?.({ readonly: true })
  await backend.head('a')
  await backend.head('a', { versionId: 'v' })
  await collectBytes((await backend.get('a')).body)
  await collectBytes((await backend.get('a', { versionId: 'v' })).body)
  await backend.list({ limit: 10 })
  await backend.listVersions?.('a', { limit: 10 })
  await backend.presign?.('a', { method: 'GET', expiresIn: 60 })
  await backend.restoreStatus('a')
}

/** What a `cas` mount does, the look for harmful rules included. */
async function casWork(server: FakeS3): Promise<void> {
  const { backend } = server
  await backend.check()
  await backend.head('a')
  await collectBytes((await backend.get('a')).body)
  await backend.list({ limit: 10 })
  await backend.put('a', SMALL, { precondition: { ifNoneMatch: '*' } })
  await backend.put('a', LARGE)
  await backend.copy?.('a', 'b')
  await server.open({ copyPartBytes: 1000 }).copy?.('a', 'b')
  await backend.delete('a')
  await backend.deleteMany?.(['a'])
  await backend.admin.versioning()
  await backend.admin.lifecycleRules()
  await backend.admin.listUploads()
  await backend.admin.abortUpload({ key: 'a', uploadId: 'u' })
}

async function writing(server: FakeS3): Promise<void> {
  const { backend } = server
  await reading(backend)
  await casWork(server)
  await backend.probe?.({ readonly: false })
  await backend.copy?.('a', 'b', { versionId: 'v' })
  await server.open({ copyPartBytes: 1000 }).copy?.('a', 'b', { versionId: 'v' })
  await backend.setMetadata?.('a', { x: '1' })
  await backend.setTier?.('a', 'GLACIER')
  await backend.restoreFromGlacier('a', { days: 1 })
}

/** All is there, and puts make versions, so that a probe has some to remove. */
function versioned(request: RecordedRequest): ReturnType<typeof willing> {
  const answer = willing(request)
  if (request.method === 'GET' && 'versions' in request.query) {
    const key = request.query.prefix ?? ''
    const body = `<ListVersionsResult><Version><Key>${key}</Key><VersionId>v1</VersionId><ETag>"e"</ETag></Version></ListVersionsResult>`
    return { body, headers: { 'content-type': 'application/xml' } }
  }
  if (answer === 'reset' || request.method !== 'PUT') return answer
  return { ...answer, headers: { ...answer.headers, 'x-amz-version-id': 'v1' } }
}

test.each([
  ['read-only', ({ backend }: FakeS3) => reading(backend)],
  ['read-write', writing],
  ['cas', casWork],
] as const)('the policy %s holds exactly the rights that its work needs', async (name, work) => {
  await using server = await fakeS3(versioned, OPTIONS)
  await work(server)
  const file = join(import.meta.dirname, `../policies/${name}.json`)
  const { Statement: statements } = JSON.parse(readFileSync(file, 'utf8')) as {
    Statement: { Action: string[]; Resource: string; Effect: string }[]
  }
  const granted = statements.flatMap(({ Action }) => Action)
  const needed = new Set(server.server.requests.flatMap(rightsOf))
  expect(granted.toSorted()).toEqual([...needed].toSorted())
  for (const { Action, Resource, Effect } of statements) {
    expect(Effect).toBe('Allow')
    const ofBucket = Action.every((right) => /Bucket|Lifecycle/.test(right))
    expect(Resource).toBe(`arn:aws:s3:::BUCKET${ofBucket ? '' : '/*'}`)
  }
})

test('a read-only mount sends nothing but reads', async () => {
  await using server = await fakeS3(versioned)
  await reading(server.backend)
  expect(server.server.requests.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(
    true,
  )
})
