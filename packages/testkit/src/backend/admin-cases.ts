import assert from 'node:assert/strict'
import { isNexusError } from '@nexusfs/core/kit'
import type { BackendAdmin, LifecycleRule, PendingUpload } from '@nexusfs/core/spec'
import { type BackendCases, needs } from './backend-case.ts'
import { type BackendWorld, patternBytes } from './backend-world.ts'

/** More than any adapter sends in one piece. */
const IN_PARTS = 40 << 20

/** What whoever owns a bucket can do. A member that a provider has no equivalent for is NOT_SUPPORTED. */
export const adminCases: BackendCases = {
  'ensureBucket of a bucket that is there makes nothing and changes nothing': needs(
    'admin',
    async (world) => {
      await world.put('there', 'x')
      assert.equal((await unlessUnsupported(adminOf(world).ensureBucket())) ?? false, false)
      assert.deepEqual(await world.names(), ['there'])
    },
  ),
  'versioning says what the capability says': needs('admin', async (world) => {
    const state = await unlessUnsupported(adminOf(world).versioning())
    if (state !== undefined) assert.equal(state === 'on', world.capabilities.versions)
  }),
  'versioning can be set, and a probe then knows it': needs(
    ['admin', 'ownBucket'],
    async (world) => {
      const admin = adminOf(world)
      if ((await unlessUnsupported(admin.setVersioning(true).then(() => true))) !== true) return
      assert.equal(await admin.versioning(), 'on')
      await world.bucket.probe({ readonly: false })
      assert.equal(world.capabilities.versions, true)
      const { versionId } = await world.put('a', 'one')
      await world.put('a', 'two')
      assert.equal(await world.text('a', { versionId }), 'one')
    },
  ),
  'lifecycle rules that are set are given back, and none is an empty list': needs(
    ['admin', 'ownBucket'],
    async (world) => {
      const admin = adminOf(world)
      const before = await unlessUnsupported(admin.lifecycleRules())
      if (before === undefined) return
      assert.deepEqual(before, [])
      const rule: LifecycleRule = {
        id: 'drafts',
        prefix: 'drafts/',
        enabled: true,
        expireAfterDays: 30,
      }
      await admin.setLifecycleRules([rule])
      const [given, ...rest] = await admin.lifecycleRules()
      assert.deepEqual(rest, [])
      const { prefix, enabled, expireAfterDays } = given ?? assert.fail('it was set')
      assert.deepEqual(
        { prefix, enabled, expireAfterDays },
        {
          prefix: rule.prefix,
          enabled: true,
          expireAfterDays: 30,
        },
      )
      await admin.setLifecycleRules([])
      assert.deepEqual(await admin.lifecycleRules(), [])
    },
  ),
  'no upload is left after a large put, nor after one whose source fails': needs(
    ['admin', 'multipart'],
    async (world) => {
      const admin = adminOf(world)
      await world.putStream('whole', mebibytes(IN_PARTS >> 20))
      assert.deepEqual(await admin.listUploads(), [])
      const failed = world.putStream('failed', mebibytes(IN_PARTS >> 20, new Error('it broke')))
      await assert.rejects(failed, /it broke/)
      assert.deepEqual(await admin.listUploads(), [])
      assert.deepEqual(await world.names(), ['whole'])
    },
  ),
  'no upload is left after a put in parts that loses its condition, or is stopped': needs(
    ['admin', 'multipart', 'putIfAbsent'],
    async (world) => {
      await world.put('there', 'x')
      const precondition = { ifNoneMatch: '*' } as const
      const lost = world.putStream('there', mebibytes(IN_PARTS >> 20), { precondition })
      await assert.rejects(lost, { code: 'ALREADY_EXISTS' })
      const controller = new AbortController()
      const stopped = world.putStream(
        'stopped',
        mebibytes(IN_PARTS >> 20, undefined, () => controller.abort()),
        { signal: controller.signal },
      )
      await assert.rejects(stopped, { code: 'ABORTED' })
      assert.deepEqual(await world.names(), ['there'])
      assert.deepEqual(await settledUploads(world), [])
    },
  ),
  'an upload under way is listed, and can be aborted twice': needs(
    ['admin', 'multipart'],
    async (world) => {
      const admin = adminOf(world)
      let seen: readonly PendingUpload[] = []
      const abort = async () => {
        seen = await admin.listUploads()
        for (const upload of [...seen, ...seen]) await admin.abortUpload(upload)
      }
      const put = world.putStream('under/way', mebibytes(IN_PARTS >> 20, undefined, abort))
      await assert.rejects(put, (error) => isNexusError(error))
      const [upload] = seen
      assert.equal(upload?.key, 'under/way')
      assert.ok(Math.abs((upload?.startedAt ?? 0) - Date.now()) < 5 * 60_000)
      await world.assertEmpty()
    },
  ),
}

function adminOf({ bucket }: BackendWorld): BackendAdmin {
  return bucket.admin ?? assert.fail('the case needs admin')
}

/** `undefined` where the provider has no equivalent. */
async function unlessUnsupported<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call
  } catch (error) {
    if (isNexusError(error, 'NOT_SUPPORTED')) return undefined
    throw error
  }
}

/** A put that is stopped does not wait for its clean-up, so that is given some calls of time. */
async function settledUploads(world: BackendWorld): Promise<readonly PendingUpload[]> {
  for (let look = 0; look < 50; look++) {
    if ((await adminOf(world).listUploads()).length === 0) return []
  }
  return adminOf(world).listUploads()
}

/** Mebibytes that differ; before the last one something happens, and at the end they may fail. */
async function* mebibytes(
  count: number,
  failure?: Error,
  beforeLast: () => unknown = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) {
    if (index === count - 1) await beforeLast()
    yield patternBytes(1 << 20, index + 1)
  }
  if (failure !== undefined) throw failure
}
