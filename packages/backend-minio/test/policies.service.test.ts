import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import { AssumeRoleProvider } from 'minio/dist/esm/AssumeRoleProvider.mjs'
import { describe, expect, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { createMinioBackend, type MinioBackend } from '../src/index.ts'
import { packageFile } from './recorded.ts'

const { server, missing } = serverOf('minio')
const { url: endpointUrl = '', accessKey = '', secretKey = '' } = server ?? {}
const DENIED = { code: 'BACKEND_DENIED' }

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(1 << 20)
}

const source = () => bytesSource(new Uint8Array(Buffer.from('hello')))

/** A backend whose credentials allow what a policy of the package says for its bucket, and nothing else. */
async function openUnder(policy: string, bucket: string): Promise<MinioBackend> {
  const text = await readFile(packageFile(`policies/${policy}.json`), 'utf8')
  const provider = new AssumeRoleProvider({
    stsEndpoint: endpointUrl,
    accessKey,
    secretKey,
    policy: JSON.stringify(JSON.parse(text.replaceAll('BUCKET', bucket))),
    durationSeconds: 900,
    action: 'AssumeRole',
    region: 'us-east-1',
  })
  const role = await provider.getCredentials()
  const backend = createMinioBackend({
    endpointUrl,
    bucket,
    accessKey: role.getAccessKey(),
    secretKey: role.getSecretKey(),
  })
  // Such credentials are known to the client, and not to the options.
  Object.assign(await backend.native(), { sessionToken: role.getSessionToken() })
  return backend
}

const newBucket = () => `policy-${randomBytes(8).toString('hex')}`

describe.skipIf(missing)('under the policy', () => {
  test('read-only everything can be read, and nothing written', async () => {
    const bucket = newBucket()
    const owner = createMinioBackend({ endpointUrl, accessKey, secretKey, bucket })
    await owner.enableVersioning()
    const { versionId = '' } = await owner.put('a', source())
    const backend = await openUnder('read-only', bucket)
    await backend.probe({ readonly: true })
    expect(backend.capabilities.versions).toBe(true)
    expect(await backend.check()).toEqual({ ok: true })
    expect((await backend.head('a', { versionId }))?.size).toBe(5)
    expect((await collectBytes((await backend.get('a')).body)).byteLength).toBe(5)
    expect((await backend.list({ limit: 1 })).objects).toHaveLength(1)
    expect((await backend.listVersions?.('a', { limit: 1 }))?.versions).toHaveLength(1)
    for (const write of [
      () => backend.put('b', source()),
      () => backend.put('b', onceSource(mebibytes(9))),
      () => backend.delete('a'),
      () => backend.deleteMany(['a']),
      () => backend.copy('a', 'b'),
      () => backend.setMetadata('a', {}),
      () => backend.enableVersioning(),
    ]) {
      await expect(write()).rejects.toMatchObject(DENIED)
    }
    await backend.close()
    await owner.close()
  })

  test('read-write the bucket is made, probed and used, and its settings stay as they are', async () => {
    const backend = await openUnder('read-write', newBucket())
    await backend.put('a', source())
    await backend.probe({ readonly: false })
    await backend.put('large', onceSource(mebibytes(9)))
    await backend.copy('a', 'b', { precondition: { ifNoneMatch: '*' } })
    await backend.setMetadata('b', { owner: 'me' })
    await backend.setTier?.('b', 'REDUCED_REDUNDANCY')
    await expect(
      backend.put('large', onceSource(mebibytes(9)), { precondition: { ifNoneMatch: '*' } }),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
    await backend.deleteMany(['a', 'large'])
    expect((await backend.list({ limit: 10 })).objects.map(({ key }) => key)).toEqual(['b'])
    await expect(backend.enableVersioning()).rejects.toMatchObject(DENIED)
    await expect(backend.setLifecycleRules([])).rejects.toMatchObject(DENIED)
    await backend.close()
  })

  test('owner versions, rules and uploads can be set and seen', async () => {
    const backend = await openUnder('owner', newBucket())
    await backend.enableVersioning()
    await backend.probe({ readonly: false })
    const rule = { id: 'old', prefix: '', enabled: true, expireNoncurrentAfterDays: 30 }
    await backend.setLifecycleRules([rule])
    expect(await backend.admin.lifecycleRules()).toEqual([rule])
    expect(await backend.admin.versioning()).toBe('on')
    expect(await backend.admin.listUploads()).toEqual([])
    await backend.close()
  })
})
