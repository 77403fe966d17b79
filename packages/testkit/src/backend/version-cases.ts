import assert from 'node:assert/strict'
import type { ObjectVersion } from '@nexusfs/core/spec'
import { type BackendCases, needs } from './backend-case.ts'
import { type BackendWorld, chunked, patternBytes, refused } from './backend-world.ts'

/** Versions that the bucket keeps: what was replaced or deleted can be listed and read. */
export const versionCases: BackendCases = {
  'put, head and get agree on the version, and each put makes a new one': needs(
    'versions',
    async (world) => {
      const seen = new Set<string | undefined>()
      for (const content of ['one', 'two', 'two']) {
        const { versionId } = await world.put('a', content)
        assert.ok(versionId, 'put gives a version')
        assert.equal((await world.bucket.head('a'))?.versionId, versionId)
        assert.equal((await world.bucket.get('a')).info.versionId, versionId)
        seen.add(versionId)
      }
      assert.equal(seen.size, 3)
    },
  ),
  'an old version is read whole, in ranges and by head': needs('versions', async (world) => {
    const { versionId } = await world.put('a', '0123456789')
    await world.put('a', 'new')
    assert.ok(versionId)
    assert.equal(await world.text('a', { versionId }), '0123456789')
    assert.equal(await world.text('a', { versionId, range: { start: 2, end: 5 } }), '234')
    const head = await world.bucket.head('a', { versionId })
    assert.equal(head?.key, 'a')
    assert.equal(head?.size, 10)
    assert.equal(head?.versionId, versionId)
    const row = (await versionsOf(world, 'a')).find((version) => version.versionId === versionId)
    assert.equal(head?.etag, row?.etag)
    assert.equal((await world.bucket.get('a', { versionId })).info.versionId, versionId)
    assert.equal(await world.text('a'), 'new')
  }),
  'a large version stays as it was': needs('versions', async (world) => {
    const bytes = patternBytes((8 << 20) + 1, 21)
    const { versionId } = await world.putStream('a', chunked(bytes, 1 << 20))
    await world.put('a', 'small')
    assert.ok(Buffer.from(await world.bytes('a', { versionId })).equals(bytes))
  }),
  'versions are listed newest first, and one of them is the latest': needs(
    'versions',
    async (world) => {
      const ids = await putAll(world, ['one', 'two!', 'three'])
      const rows = await versionsOf(world, 'a')
      assert.deepEqual(
        rows.map(({ versionId }) => versionId),
        ids.toReversed(),
      )
      assert.deepEqual(
        rows.map(({ size }) => size),
        [5, 4, 3],
      )
      assert.deepEqual(
        rows.map(({ isLatest }) => isLatest),
        [true, false, false],
      )
      for (const row of rows) {
        assert.equal(row.key, 'a')
        assert.equal(row.isDeleteMarker, false)
        assert.ok(Number.isInteger(row.modifiedAt))
        assert.notEqual(row.etag, '')
      }
      assert.equal(rows[0]?.etag, (await world.bucket.head('a'))?.etag)
    },
  ),
  'pages of versions of every size give the same rows': needs('versions', async (world) => {
    const ids = (await putAll(world, ['1', '2', '3', '4', '5'])).toReversed()
    for (const limit of [1, 2, 3, 5, 6]) {
      const rows = await versionsOf(world, 'a', limit)
      assert.deepEqual(
        rows.map(({ versionId }) => versionId),
        ids,
        `limit ${limit}`,
      )
      assert.equal(rows.filter(({ isLatest }) => isLatest).length, 1)
    }
  }),
  'a delete leaves a marker as the latest, and every version readable': needs(
    'versions',
    async (world) => {
      const { versionId } = await world.put('a', 'kept')
      assert.ok(versionId)
      await world.bucket.delete('a')
      assert.equal(await world.bucket.head('a'), undefined)
      await refused(world.bucket.get('a'), 'NOT_FOUND')
      await world.assertEmpty()
      const [marker, old, ...rest] = await versionsOf(world, 'a')
      assert.deepEqual(rest, [])
      assert.equal(marker?.isDeleteMarker, true)
      assert.equal(marker?.isLatest, true)
      assert.equal(marker?.size, 0)
      assert.equal(marker?.etag, '')
      assert.equal(old?.versionId, versionId)
      assert.equal(old?.isLatest, false)
      assert.equal(await world.text('a', { versionId }), 'kept')
      assert.equal((await world.bucket.head('a', { versionId }))?.size, 4)
    },
  ),
  'a delete marker is no object: head finds nothing, get is NOT_FOUND': needs(
    'versions',
    async (world) => {
      await world.put('a', 'x')
      await world.bucket.delete('a')
      const marker = (await versionsOf(world, 'a')).find(({ isDeleteMarker }) => isDeleteMarker)
      assert.ok(marker)
      const { versionId } = marker
      assert.equal(await world.bucket.head('a', { versionId }), undefined)
      await refused(world.bucket.get('a', { versionId }), 'NOT_FOUND')
    },
  ),
  'a put after a delete is the latest again, above the marker': needs('versions', async (world) => {
    const first = await world.put('a', 'one')
    await world.bucket.delete('a')
    const second = await world.put('a', 'two')
    const rows = await versionsOf(world, 'a')
    assert.deepEqual(
      rows.map(({ isDeleteMarker }) => isDeleteMarker),
      [false, true, false],
    )
    assert.equal(rows[0]?.versionId, second.versionId)
    assert.equal(rows[0]?.isLatest, true)
    assert.equal(rows[2]?.versionId, first.versionId)
  }),
  'deletes of many keys keep their versions': needs(['versions', 'deleteMany'], async (world) => {
    const { versionId } = await world.put('a', 'one')
    await world.put('b', 'two')
    await world.bucket.deleteMany(['a', 'b', 'absent'])
    await world.assertEmpty()
    assert.equal(await world.text('a', { versionId }), 'one')
    assert.equal(
      (await versionsOf(world, 'b')).some(({ size }) => size === 3),
      true,
    )
  }),
  'versions are those of exactly one key': needs('versions', async (world) => {
    const { versionId } = await world.put('a', 'x')
    await world.fill(['a.txt', 'aa', 'ab'])
    const rows = await versionsOf(world, 'a')
    assert.deepEqual(
      rows.map((row) => [row.key, row.versionId]),
      [['a', versionId]],
    )
    assert.deepEqual(await versionsOf(world, 'absent'), [])
  }),
  'a version that is not there: head finds nothing, get is NOT_FOUND': needs(
    'versions',
    async (world) => {
      const { versionId } = await world.put('other', 'x')
      await world.put('a', 'x')
      assert.ok(versionId)
      assert.equal(await world.bucket.head('absent', { versionId }), undefined)
      await refused(world.bucket.get('absent', { versionId }), 'NOT_FOUND')
    },
  ),
  'compare-and-set by version holds for the latest one, and no longer': needs(
    ['versions', 'putIfMatch'],
    async (world) => {
      const { versionId: ifVersion } = await world.put('a', 'one')
      assert.ok(ifVersion)
      await world.put('a', 'two', { precondition: { ifVersion } })
      await refused(world.put('a', 'three', { precondition: { ifVersion } }), 'CONFLICT')
      assert.equal(await world.text('a'), 'two')
    },
  ),
  'metadata of an old version is that of then': needs(
    ['versions', 'objectMetadata'],
    async (world) => {
      const options = { metadata: { owner: 'one' }, contentType: 'text/plain' }
      const { versionId } = await world.put('a', 'x', options)
      await world.put('a', 'y', { metadata: { owner: 'two' } })
      assert.ok(versionId)
      const old = await world.bucket.head('a', { versionId })
      assert.deepEqual({ ...old?.metadata }, { owner: 'one' })
      assert.equal(old?.contentType, 'text/plain')
      assert.deepEqual({ ...(await world.bucket.head('a'))?.metadata }, { owner: 'two' })
    },
  ),
  'a put that fails leaves no version': needs('versions', async (world) => {
    const { versionId } = await world.put('a', 'one')
    const failed = world.putStream('a', failingMidway())
    await assert.rejects(failed, /broke/)
    assert.deepEqual(
      (await versionsOf(world, 'a')).map((row) => row.versionId),
      [versionId],
    )
  }),
  'eight writers at once leave eight versions, each whole': needs('versions', async (world) => {
    const handles = await world.handles(8)
    const contents = handles.map((_, index) => `writer ${index}`)
    const results = await Promise.all(
      handles.map((bucket, index) => {
        const bytes = new TextEncoder().encode(contents[index])
        return bucket.put('a', { rewindable: true, open: () => chunked(bytes, 3) })
      }),
    )
    assert.equal(new Set(results.map(({ versionId }) => versionId)).size, 8)
    const read = await Promise.all(results.map(({ versionId }) => world.text('a', { versionId })))
    assert.deepEqual(read, contents)
    assert.equal((await versionsOf(world, 'a')).length, 8)
  }),
  'limits of versions outside 1 to 1,000 are INVALID_ARGUMENT': needs('versions', async (world) => {
    for (const limit of [0, 1001, 1.5]) {
      await refused(world.bucket.listVersions('a', { limit }), 'INVALID_ARGUMENT')
    }
  }),
}

/** Puts contents at `a` one after the other; gives their versions, oldest first. */
async function putAll(
  world: BackendWorld,
  contents: readonly string[],
): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = []
  for (const content of contents) ids.push((await world.put('a', content)).versionId)
  return ids
}

async function versionsOf(
  { bucket }: BackendWorld,
  key: string,
  limit = 1000,
): Promise<ObjectVersion[]> {
  const rows: ObjectVersion[] = []
  let cursor: string | undefined
  do {
    const page = await bucket.listVersions(key, { limit, cursor })
    assert.ok(page.versions.length <= limit)
    rows.push(...page.versions)
    cursor = page.cursor
  } while (cursor !== undefined)
  return rows
}

async function* failingMidway(): AsyncGenerator<Uint8Array> {
  yield patternBytes(1 << 20)
  throw new Error('the line broke')
}
