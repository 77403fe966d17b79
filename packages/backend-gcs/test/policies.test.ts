import { readFileSync } from 'node:fs'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import type { RecordedRequest } from '../../../test/servers/index.ts'
import type { GcsBackend } from '../src/index.ts'
import { answerLikeGoogle, GENERATION, recorded } from './recorded.ts'

const precondition = { ifMatch: GENERATION }
const bytes = bytesSource(Buffer.from('hello'))

/** The calls that each policy is for. */
const CALLS: Readonly<Record<string, readonly ((backend: GcsBackend) => unknown)[]>> = {
  'read-only': [
    (backend) => backend.head('a'),
    async (backend) => collectBytes((await backend.get('a')).body),
    (backend) => backend.get('a', { versionId: '5' }).catch(() => undefined),
    (backend) => backend.list({ limit: 1, delimiter: '/' }),
    (backend) => backend.listVersions?.('a', { limit: 1 }),
    (backend) => backend.check(),
  ],
  'read-write': [
    (backend) => backend.put('a', bytes, { precondition: { ifNoneMatch: '*' } }),
    (backend) => backend.put('a', bytes, { precondition }),
    (backend) => backend.put('a', bytesSource(Buffer.alloc((8 << 20) + 1))).catch(() => undefined),
    (backend) => backend.delete('a', { precondition }),
    (backend) => backend.deleteGeneration('a', GENERATION),
    (backend) => backend.copy?.('a', 'b'),
    (backend) => backend.setMetadata?.('a', {}),
    (backend) => backend.setTier?.('a', 'ARCHIVE'),
    (backend) => backend.head('a'),
    (backend) => backend.list({ limit: 1 }),
  ],
  versions: [
    (backend) => backend.probe?.({ readonly: true }),
    (backend) => backend.admin?.versioning(),
    (backend) => backend.admin?.lifecycleRules(),
  ],
  admin: [
    (backend) => backend.admin?.setVersioning(true),
    (backend) => backend.admin?.setLifecycleRules([]),
    (backend) => backend.admin?.versioning(),
  ],
}

test.each(Object.entries(CALLS))(
  'the policy %s has what its calls need, and no more',
  async (name, calls) => {
    const { backend, requests, close } = await recorded(answerLikeGoogle, { projectId: 'project' })
    for (const call of calls) await call(backend)
    const needed = new Set(requests.flatMap(permissionsOf))
    await close()
    if (name === 'admin') needed.add(await permissionToMakeABucket())
    expect([...needed].sort()).toEqual([...permissionsIn(name)].sort())
  },
)

async function permissionToMakeABucket(): Promise<string> {
  const { backend, requests, close } = await recorded(
    ({ method }) => (method === 'GET' ? { status: 404, body: {} } : { body: {} }),
    { projectId: 'project' },
  )
  expect(await backend.admin?.ensureBucket()).toBe(true)
  await close()
  expect(requests[1]?.query.project).toBe('project')
  return permissionsOf(requests[1] ?? expect.unreachable())[0] ?? ''
}

function permissionsIn(name: string): readonly string[] {
  const file = new URL(`../policies/${name}.json`, import.meta.url)
  const { includedPermissions } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly includedPermissions: readonly string[]
  }
  return includedPermissions
}

/** cloud.google.com/storage/docs/access-control/iam-json: what each method of the API asks for. */
function permissionsOf({ method, path, query }: RecordedRequest): readonly string[] {
  if (path.startsWith('/session')) return []
  if (path.startsWith('/upload/')) {
    const replaces = query.ifGenerationMatch !== '0'
    return replaces
      ? ['storage.objects.create', 'storage.objects.delete']
      : ['storage.objects.create']
  }
  if (path.includes('/rewriteTo/'))
    return ['storage.objects.get', 'storage.objects.create', 'storage.objects.delete']
  if (path === '/storage/v1/b') return ['storage.buckets.create']
  if (path === '/storage/v1/b/bucket')
    return method === 'GET'
      ? ['storage.buckets.get']
      : ['storage.buckets.get', 'storage.buckets.update']
  if (path.endsWith('/o')) return ['storage.objects.list']
  if (method === 'GET') return ['storage.objects.get']
  if (method === 'DELETE') return ['storage.objects.delete']
  return ['storage.objects.get', 'storage.objects.update']
}
