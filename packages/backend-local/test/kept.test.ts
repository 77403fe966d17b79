import { link, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { createLocalBackend, type LocalBackend } from '../src/index.ts'
import { codeOf, openTestFolder, type TestFolder } from './folder.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/

test('a version is a file named after the UTC time of its content, below the path of its key', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { root } = opened
  const first = await put(opened, 'docs/a.txt', 'one')
  await put(opened, 'docs/a.txt', 'two')
  const [name, ...rest] = await readdir(join(root, '.nexusfs/versions/docs/a.txt'))
  expect(rest).toEqual([])
  expect(name).toMatch(TIME)
  expect(name).toBe(first.versionId)
  expect(await readFile(join(root, '.nexusfs/versions/docs/a.txt', name ?? ''), 'utf8')).toBe('one')
  expect(await readFile(join(root, 'docs/a.txt'), 'utf8')).toBe('two')
})

test('getVersions gives all versions, newest first, and delete markers', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { bucket } = opened
  await put(opened, 'a', 'one')
  await bucket.delete('a')
  await put(opened, 'a', 'three')
  const versions = await getVersions(opened, 'a')
  expect(versions.map(({ size, isDeleteMarker }) => (isDeleteMarker ? 'deleted' : size))).toEqual([
    5,
    'deleted',
    3,
  ])
  expect(await getVersions(opened, 'absent')).toEqual([])
  expect(await codeOf(getVersions(opened, '../a'))).toBe('INVALID_ARGUMENT')
})

test('getVersions gives what was kept before versioning was switched off', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { root } = opened
  const first = await put(opened, 'a', 'one')
  const second = await put(opened, 'a', 'two')
  const backend = createLocalBackend({ root })
  const ids = (await backend.getVersions('a')).map(({ versionId }) => versionId)
  expect(ids).toEqual([second.versionId, first.versionId])
  expect(await backend.getVersions('a/')).toEqual([])
  await backend.close()
  expect(await codeOf(backend.getVersions('a'))).toBe('CLOSED')
})

test('what another program wrote is kept when we replace or delete it', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { bucket, root } = opened
  await put(opened, 'a', 'ours')
  await writeFile(join(root, 'a'), 'theirs, longer')
  const theirs = await bucket.head('a')
  await put(opened, 'a', 'ours again')
  expect(await text(opened, 'a', theirs?.versionId)).toBe('theirs, longer')
  await writeFile(join(root, 'b'), 'only theirs')
  await bucket.delete('b')
  const [, kept] = await getVersions(opened, 'b')
  expect(await text(opened, 'b', kept?.versionId)).toBe('only theirs')
})

test('a file with the time of an older version, or one of the future, gets versions that can be told apart', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { bucket, root } = opened
  for (const year of [2001, 2199]) {
    const time = Date.UTC(year, 0) / 1000
    for (const content of ['one', 'two', 'three']) {
      await writeFile(join(root, 'a'), content).catch(async () => {
        await mkdir(root)
        await writeFile(join(root, 'a'), content)
      })
      await utimes(join(root, 'a'), time, time)
      await bucket.delete('a')
    }
  }
  const versions = (await getVersions(opened, 'a')).filter((row) => !row.isDeleteMarker)
  expect(new Set(versions.map(({ versionId }) => versionId)).size).toBe(6)
  const contents = await Promise.all(versions.map(({ versionId }) => text(opened, 'a', versionId)))
  expect(contents.toSorted()).toEqual(['one', 'one', 'three', 'three', 'two', 'two'])
  const { versionId } = await put(opened, 'a', 'now')
  expect(
    (await getVersions(opened, 'a')).filter((row) => row.versionId === versionId),
  ).toHaveLength(1)
  expect(Math.abs(((await bucket.head('a'))?.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000)
})

test('the second name that a crash between keeping and replacing leaves is no version', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { root } = opened
  await put(opened, 'a', 'one')
  const { versionId = '' } = await put(opened, 'a', 'two')
  await link(join(root, 'a'), join(root, '.nexusfs/versions/a', versionId))
  expect(await getVersions(opened, 'a')).toHaveLength(2)
  await put(opened, 'a', 'three')
  expect(await getVersions(opened, 'a')).toHaveLength(3)
  await opened.bucket.delete('a')
  expect(await opened.bucket.head('a')).toBeUndefined()
  expect(await getVersions(opened, 'a')).toHaveLength(4)
})

test('keys that look like the files of the backend itself have their own versions and metadata', async () => {
  const options = { versioning: true, metadataFiles: true }
  await using opened = await openTestFolder(options)
  const { bucket } = opened
  const first = await put(opened, 'a', 'one', 'of a')
  await bucket.delete('a')
  const keys = [`a/${first.versionId}`, 'b', 'b.json/c', 'b.json%/c', 'd/.json', 'd/x.json']
  for (const key of keys) await put(opened, key, `1 ${key}`, key)
  await bucket.put('d/', bytesSource(new Uint8Array()), { metadata: { of: 'd/' } })
  for (const key of keys) {
    expect((await bucket.head(key))?.metadata, key).toEqual({ of: key })
    const { versionId } = (await bucket.head(key)) ?? {}
    await put(opened, key, `2 ${key}`, 'other')
    expect(await text(opened, key, versionId), key).toBe(`1 ${key}`)
    expect((await bucket.head(key, { versionId: versionId ?? '' }))?.metadata).toEqual({ of: key })
  }
  expect((await bucket.head('d/'))?.metadata).toEqual({ of: 'd/' })
  expect(await text(opened, 'a', first.versionId)).toBe('one')
})

test('names of 255 bytes are versioned and have metadata', async () => {
  await using opened = await openTestFolder({ versioning: true, metadataFiles: true })
  const key = `${'x'.repeat(250)}.json/${'y'.repeat(255)}`
  const { versionId } = await put(opened, key, 'one', 'first')
  await put(opened, key, 'two', 'second')
  expect((await opened.bucket.head(key))?.metadata).toEqual({ of: 'second' })
  expect(await text(opened, key, versionId)).toBe('one')
})

test('deleted files go to the trash, with their metadata', async () => {
  await using opened = await openTestFolder({ softDelete: true, metadataFiles: true })
  const { bucket, root } = opened
  await put(opened, 'docs/a.txt', 'one', 'first')
  await bucket.delete('docs/a.txt')
  await put(opened, 'docs/a.txt', 'two')
  await bucket.deleteMany(['docs/a.txt', 'absent'])
  const trash = join(root, '.nexusfs/trash/docs/a.txt')
  const names = (await readdir(trash)).sort()
  expect(names).toHaveLength(3)
  const [first = '', sidecar = '', second = ''] = names
  expect(first).toMatch(TIME)
  expect(sidecar).toBe(`${first}.json`)
  expect(await readFile(join(trash, first), 'utf8')).toBe('one')
  expect(await readFile(join(trash, second), 'utf8')).toBe('two')
  expect(await readFile(join(trash, sidecar), 'utf8')).toContain('"of": "first"')
  expect((await bucket.list({ limit: 10 })).objects).toEqual([])
  expect((await bucket.list({ limit: 10, delimiter: '/' })).prefixes).toEqual([])
})

test('metadata is JSON beside the path of its key, and not that of a file which another program put there', async () => {
  await using opened = await openTestFolder({ metadataFiles: true })
  const { bucket, root } = opened
  await put(opened, 'docs/a.txt', 'ours', 'ours')
  const path = join(root, '.nexusfs/metadata/docs/a.txt.json')
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
    key: 'docs/a.txt',
    files: [{ metadata: { of: 'ours' } }],
  })
  await rm(join(root, 'docs/a.txt'))
  await writeFile(join(root, 'docs/a.txt'), 'theirs')
  expect((await bucket.head('docs/a.txt'))?.metadata).toBeUndefined()
  await writeFile(path, 'not JSON')
  await bucket.setMetadata('docs/a.txt', { of: 'theirs' })
  expect((await bucket.head('docs/a.txt'))?.metadata).toEqual({ of: 'theirs' })
  await bucket.rename('docs/a.txt', 'b.txt')
  expect((await bucket.head('b.txt'))?.metadata).toEqual({ of: 'theirs' })
  expect(await readdir(join(root, '.nexusfs/metadata/docs'))).toEqual([])
  await bucket.delete('b.txt')
  expect(
    (await readdir(join(root, '.nexusfs/metadata'))).filter((name) => name !== 'docs'),
  ).toEqual([])
})

test('metadata of markers is kept with them', async () => {
  await using opened = await openTestFolder({ metadataFiles: true, versioning: true })
  const { bucket } = opened
  const nothing = bytesSource(new Uint8Array())
  await bucket.put('a/', nothing, { metadata: { of: 'a' } })
  await bucket.copy('a/', 'b/')
  expect((await bucket.head('b/'))?.metadata).toEqual({ of: 'a' })
  await bucket.setMetadata('b/', { of: 'b' })
  expect((await bucket.head('b/'))?.metadata).toEqual({ of: 'b' })
  expect(await codeOf(bucket.setMetadata('absent/', {}))).toBe('NOT_FOUND')
})

function put({ bucket }: TestFolder, key: string, content: string, of?: string) {
  const options = of === undefined ? {} : { metadata: { of }, contentType: 'text/plain' }
  return bucket.put(key, bytesSource(Buffer.from(content)), options)
}

async function text({ bucket }: TestFolder, key: string, versionId?: string): Promise<string> {
  const { body } = await bucket.get(key, { versionId })
  return Buffer.from(await collectBytes(body)).toString()
}

function getVersions({ bucket }: TestFolder, key: string) {
  return (bucket.driver as LocalBackend).getVersions(key)
}
