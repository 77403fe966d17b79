import assert from 'node:assert/strict'
import { bytesSource, collectBytes, TYPE_NAME } from '@nexusfs/core/kit'
import type { BackendAdmin } from '@nexusfs/core/spec'
import { type BackendCases, needs } from './backend-case.ts'
import { type BackendWorld, patternBytes, refused, toBytes } from './backend-world.ts'

/** What a backend says of itself, how calls are stopped, and how it ends. */
export const lifeCases: BackendCases = {
  'it speaks version 1 of the contract and has the type it describes': async ({ bucket }) => {
    assert.equal(bucket.driver.apiVersion, 1)
    assert.match(bucket.type, TYPE_NAME)
    assert.equal(bucket.describe().type, bucket.type)
    assert.ok(bucket.describe().location.length > 0)
  },
  'optional methods are there exactly when they are declared': async ({ bucket }) => {
    for (const name of ['deleteMany', 'copy', 'rename', 'presign', 'setMetadata'] as const) {
      assert.equal(bucket.driver[name] !== undefined, bucket.capabilities[name], name)
    }
    const { listVersions, setTier, admin } = bucket.driver
    assert.equal(listVersions !== undefined, bucket.capabilities.versions, 'listVersions')
    assert.equal(setTier !== undefined, bucket.capabilities.tier, 'setTier')
    assert.equal(admin !== undefined, bucket.capabilities.admin, 'admin')
  },
  'limits are declared within those of the contract': async ({ capabilities }) => {
    assert.ok(capabilities.maxKeyBytes >= 1 && capabilities.maxKeyBytes <= 1024)
    assert.ok(capabilities.maxObjectBytes > 0)
    assert.ok(['declared', 'probed', 'overridden'].includes(capabilities.origin))
  },
  'methods that are not declared are NOT_SUPPORTED': async ({ bucket, capabilities }) => {
    if (!capabilities.deleteMany) await refused(bucket.deleteMany(['a']), 'NOT_SUPPORTED')
    if (!capabilities.copy) await refused(bucket.copy('a', 'b'), 'NOT_SUPPORTED')
    if (!capabilities.rename) await refused(bucket.rename('a', 'b'), 'NOT_SUPPORTED')
    if (!capabilities.setMetadata) await refused(bucket.setMetadata('a', {}), 'NOT_SUPPORTED')
    if (!capabilities.presign) {
      await refused(bucket.presign('a', { method: 'GET', expiresIn: 60 }), 'NOT_SUPPORTED')
    }
    if (!capabilities.tier) await refused(bucket.setTier('a', 'COLD'), 'NOT_SUPPORTED')
    if (!capabilities.versions) {
      await refused(bucket.head('a', { versionId: '1' }), 'NOT_SUPPORTED')
      await refused(bucket.get('a', { versionId: '1' }), 'NOT_SUPPORTED')
      await refused(bucket.listVersions('a', { limit: 1 }), 'NOT_SUPPORTED')
      await refused(bucket.copy('a', 'b', { versionId: '1' }), 'NOT_SUPPORTED')
    }
  },
  'options that are not declared are NOT_SUPPORTED, and nothing is written': async (world) => {
    if (!world.has('objectMetadata')) {
      await refused(world.put('a', 'x', { metadata: { owner: 'one' } }), 'NOT_SUPPORTED')
    }
    if (!world.has('tier')) await refused(world.put('a', 'x', { tier: 'COLD' }), 'NOT_SUPPORTED')
    await world.assertEmpty()
  },
  'check is fine on a working backend, and writes nothing': async (world) => {
    assert.deepEqual(await world.bucket.check(), { ok: true })
    await world.assertEmpty()
  },
  'describe shows no secret': async (world) => {
    const shown = JSON.stringify(world.bucket.describe())
    for (const secret of world.secrets) assert.ok(!shown.includes(secret))
    assert.ok(!/(password|secret|access_?key|token)=/i.test(shown))
  },
  'errors show no secret': async (world) => {
    const error = await refused(world.bucket.get('absent'), 'NOT_FOUND')
    const shown = `${error.message} ${error.hint} ${JSON.stringify(error)}`
    for (const secret of world.secrets) assert.ok(!shown.includes(secret))
  },
  'a signal that was raised before stops every call, without effect': async (world) => {
    await world.put('there', 'x')
    for (const call of everyCall(world, AbortSignal.abort())) await refused(call(), 'ABORTED')
    assert.deepEqual(await world.names(), ['there'])
    assert.equal(await world.text('there'), 'x')
  },
  'a signal that is raised midway stops a put and leaves nothing': async (world) => {
    const controller = new AbortController()
    const chunks = async function* () {
      yield patternBytes(2 << 20)
      controller.abort(new Error('changed my mind'))
      for (;;) yield patternBytes(1 << 20)
    }
    await refused(world.putStream('a', chunks(), { signal: controller.signal }), 'ABORTED')
    await world.assertEmpty()
  },
  'a signal stops a put whose source hangs, and leaves what was there': async (world) => {
    await world.put('a', 'old')
    const controller = new AbortController()
    const chunks = async function* () {
      yield patternBytes(1000)
      setTimeout(() => controller.abort(), 20)
      await new Promise(() => undefined)
    }
    await refused(world.putStream('a', chunks(), { signal: controller.signal }), 'ABORTED')
    assert.equal(await world.text('a'), 'old')
    assert.deepEqual(await world.names(), ['a'])
  },
  'a signal that is raised midway stops a body': async (world) => {
    await world.put('a', patternBytes(4 << 20))
    const controller = new AbortController()
    const { body } = await world.bucket.get('a', { signal: controller.signal })
    const read = async () => {
      for await (const _ of body) controller.abort()
    }
    await refused(read(), 'ABORTED')
    assert.equal((await world.bytes('a')).byteLength, 4 << 20)
  },
  'after close every call is CLOSED': async (world) => {
    await world.put('there', 'x')
    await world.bucket.close()
    for (const call of everyCall(world, undefined)) await refused(call(), 'CLOSED')
  },
  'close can be called twice, also at once': async ({ bucket }) => {
    await Promise.all([bucket.close(), bucket.close()])
    await bucket.close()
  },
  'the driver itself is CLOSED after close, and closes twice': async ({ bucket: { driver } }) => {
    await driver.close()
    await driver.close()
    await refused(driver.head('a'), 'CLOSED')
    await refused(driver.put('a', bytesSource(toBytes('x'))), 'CLOSED')
    await refused(driver.list({ limit: 1 }), 'CLOSED')
  },
  'what was written is there for the next handle': needs('second', async (world) => {
    await world.put('a/b', 'kept')
    await world.bucket.close()
    const next = await world.second()
    assert.equal(Buffer.from(await collectBytes((await next.get('a/b')).body)).toString(), 'kept')
  }),
  'counters tell calls and bytes': async (world) => {
    await world.put('a', patternBytes(1000))
    await world.bytes('a', { range: { start: 0, end: 10 } })
    const { calls, bytesIn, bytesOut, failures } = world.bucket.counters
    assert.equal(calls.put, 1)
    assert.equal(calls.get, 1)
    assert.equal(bytesIn, 1000)
    assert.equal(bytesOut, 10)
    assert.equal(failures, 0)
  },
}

/** One call of each method that the backend has. */
function everyCall(
  { bucket, capabilities, target }: BackendWorld,
  signal: AbortSignal | undefined,
): (() => Promise<unknown>)[] {
  return [
    () => bucket.head('there', { signal }),
    () => bucket.get('there', { signal }),
    () => bucket.put('new', bytesSource(toBytes('x')), { signal }),
    () => bucket.delete('there', { signal }),
    () => bucket.list({ limit: 1, signal }),
    ...(capabilities.deleteMany ? [() => bucket.deleteMany(['there'], { signal })] : []),
    ...(capabilities.copy ? [() => bucket.copy('there', 'new', { signal })] : []),
    ...(capabilities.rename ? [() => bucket.rename('there', 'new', { signal })] : []),
    ...(capabilities.setMetadata ? [() => bucket.setMetadata('there', {}, { signal })] : []),
    ...(capabilities.presign
      ? [() => bucket.presign('there', { method: 'GET' as const, expiresIn: 60, signal })]
      : []),
    ...(capabilities.versions ? [() => bucket.listVersions('there', { limit: 1, signal })] : []),
    ...(target.tiers && capabilities.tier
      ? [() => bucket.setTier('there', target.tiers?.[0] ?? '', { signal })]
      : []),
    () => bucket.probe({ readonly: true, signal }),
    ...adminCalls(bucket.admin, signal),
  ]
}

function adminCalls(
  admin: BackendAdmin | undefined,
  signal: AbortSignal | undefined,
): (() => Promise<unknown>)[] {
  if (admin === undefined) return []
  return [() => admin.versioning({ signal }), () => admin.listUploads({ signal })]
}
