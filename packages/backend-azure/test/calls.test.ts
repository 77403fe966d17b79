import { readFileSync } from 'node:fs'
import { bytesSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import type { RecordedRequest } from '../../../test/servers/index.ts'
import type { AzureBackend } from '../src/index.ts'
import { OBJECT, recorded } from './recorded.ts'

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'
const X = bytesSource(Buffer.from('x'))

/** What a request needs (https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory). */
function permissionOf({ method, query, path }: RecordedRequest): string {
  const { comp, restype } = query
  if (comp === 'batch') return `${BLOBS}/delete`
  if (restype === 'account') return 'none'
  if (restype === 'container' && comp === 'list') return `${BLOBS}/read`
  if (restype === 'container')
    return 'Microsoft.Storage/storageAccounts/blobServices/containers/write'
  if (path.split('/').length < 3) return 'none'
  if (method === 'DELETE')
    return query.versionid === undefined ? `${BLOBS}/delete` : `${BLOBS}/deleteBlobVersion/action`
  return method === 'PUT' ? `${BLOBS}/write` : `${BLOBS}/read`
}

function policy(name: string): readonly string[] {
  const file = new URL(`../policies/${name}.json`, import.meta.url)
  const { Actions, DataActions } = JSON.parse(readFileSync(file, 'utf8')) as {
    Actions: string[]
    DataActions: string[]
  }
  return [...Actions, ...DataActions]
}

const page = `<?xml version="1.0"?><EnumerationResults ServiceEndpoint="http://x/" ContainerName="things"><Blobs></Blobs><NextMarker></NextMarker></EnumerationResults>`

function answering({ method, query, headers }: RecordedRequest) {
  if (query.comp === 'list') return { headers: { 'content-type': 'application/xml' }, body: page }
  if (query.comp === 'metadata') return { headers: OBJECT }
  const accepted = method === 'DELETE' || query.comp === 'tier' || 'x-ms-copy-source' in headers
  const created = method === 'PUT' ? 201 : 200
  return { status: accepted ? 202 : created, headers: OBJECT }
}

/** How many requests each call makes. */
const CALLS: readonly (readonly [
  string,
  number,
  (backend: AzureBackend) => Promise<unknown> | undefined,
])[] = [
  ['head', 1, (backend) => backend.head('k')],
  ['get', 1, (backend) => backend.get('k')],
  ['get of a range', 1, (backend) => backend.get('k', { range: { start: 0, end: 1 } })],
  ['list', 1, (backend) => backend.list({ limit: 1 })],
  ['check', 1, (backend) => backend.check()],
  ['properties', 1, (backend) => backend.getBlobProperties('k')],
  ['a probe that only reads', 2, (backend) => backend.probe?.({ readonly: true })],
  ['put', 1, (backend) => backend.put('k', X)],
  ['put of 20 MiB', 4, (backend) => backend.put('k', bytesSource(new Uint8Array(20 << 20)))],
  ['conditional put', 1, (backend) => backend.put('k', X, { precondition: { ifMatch: 'e' } })],
  ['delete', 1, (backend) => backend.delete('k')],
  ['copy', 2, (backend) => backend.copy?.('k', 'l')],
  ['setMetadata', 1, (backend) => backend.setMetadata?.('k', {})],
  ['setTier', 1, (backend) => backend.setTier?.('k', 'Cool')],
  ['presign', 0, (backend) => backend.presign?.('k', { method: 'GET', expiresIn: 1 })],
  ['ensureBucket', 1, (backend) => backend.admin?.ensureBucket()],
  ['versioning', 0, (backend) => backend.admin?.versioning().catch(() => undefined)],
  ['opening and closing', 0, (backend) => backend.close()],
]
const READS = CALLS.slice(0, 7).map(([name]) => name)

test.each(CALLS)('%s makes %i requests', async (_, count, call) => {
  await using azure = await recorded(answering)
  await call(azure.backend)
  expect(azure.calls()).toHaveLength(count)
})

test('reads need what the role for reading has, and nothing more', async () => {
  await using azure = await recorded(answering)
  for (const [name, , call] of CALLS) if (READS.includes(name)) await call(azure.backend)
  const needed = new Set(azure.server.requests.map(permissionOf))
  needed.delete('none')
  expect([...needed].toSorted()).toEqual(policy('read-only').toSorted())
})

test('everything but the making of a container and the removal of versions needs the role for writing', async () => {
  await using azure = await recorded(answering)
  for (const [name, , call] of CALLS) if (name !== 'ensureBucket') await call(azure.backend)
  const allowed = new Set(policy('read-write'))
  for (const request of azure.server.requests) {
    const permission = permissionOf(request)
    if (permission !== 'none')
      expect(allowed, `${request.method} ${request.target}`).toContain(permission)
  }
})

test('the role that makes containers allows what ensureBucket asks for', async () => {
  await using azure = await recorded(answering)
  await azure.backend.admin?.ensureBucket()
  expect(policy('admin')).toContain(permissionOf(azure.only()))
})
