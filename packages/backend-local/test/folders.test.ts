import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBucket } from '@nexusfs/core'
import { bytesSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { createLocalBackend } from '../src/index.ts'
import { codeOf, openTestFolder, type TestFolder } from './folder.ts'

const X = bytesSource(Buffer.from('x'))
const NOTHING = bytesSource(new Uint8Array())

test('a marker is a real folder with nothing in it', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  const { etag } = await bucket.put('a/b/', NOTHING)
  expect(await readdir(join(root, 'a/b'))).toEqual([])
  expect((await bucket.head('a/b/'))?.etag).toBe(etag)
  await bucket.delete('a/b/')
  expect((await readdir(root)).filter((name) => name !== '.nexusfs')).toEqual([])
})

test('deleting the marker of a folder with something in it leaves both, and no marker', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a/', NOTHING)
  await writeFile(join(root, 'a/theirs'), '')
  await bucket.delete('a/')
  expect(await readdir(join(root, 'a'))).toEqual(['theirs'])
  expect(await bucket.head('a/')).toBeUndefined()
})

test('a folder that others made stays when its last file is deleted; one made for the file goes', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await mkdir(join(root, 'theirs'), { recursive: true })
  await bucket.put('theirs/a', X)
  await bucket.put('ours/a', X)
  await bucket.delete('theirs/a')
  await bucket.delete('ours/a')
  expect(await topLevel(opened)).toEqual(['theirs/'])
  expect((await bucket.head('theirs/'))?.size).toBe(0)
})

test('a folder that was asked for stays when its last file is deleted, also by another handle', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a/x', X)
  const other = createBucket(createLocalBackend({ root }))
  await other.put('a/', NOTHING)
  await other.close()
  await bucket.delete('a/x')
  expect(await topLevel(opened)).toEqual(['a/'])
})

test('folders that are asked for while their last file is deleted stay', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  const other = createBucket(createLocalBackend({ root }))
  for (let round = 0; round < 40; round++) {
    await bucket.put(`f${round}/x`, X)
    await Promise.all([bucket.delete(`f${round}/x`), other.put(`f${round}/`, NOTHING)])
    expect(await bucket.head(`f${round}/`)).toBeDefined()
  }
  await other.close()
})

test('a folder that others removed is no marker any more, and can be made again', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a/', NOTHING)
  await rmdir(join(root, 'a'))
  expect(await bucket.head('a/')).toBeUndefined()
  expect(await topLevel(opened)).toEqual([])
  await bucket.put('a/', NOTHING, { precondition: { ifNoneMatch: '*' } })
  expect(await readdir(join(root, 'a'))).toEqual([])
})

test('create-if-absent of a folder that is there is ALREADY_EXISTS, also of one that others made', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  const precondition = { ifNoneMatch: '*' } as const
  await bucket.put('ours/', NOTHING)
  await mkdir(join(root, 'theirs'))
  expect(await codeOf(bucket.put('ours/', NOTHING, { precondition }))).toBe('ALREADY_EXISTS')
  expect(await codeOf(bucket.put('theirs/', NOTHING, { precondition }))).toBe('ALREADY_EXISTS')
  const info = await bucket.head('theirs/')
  await bucket.put('theirs/', NOTHING, { precondition: { ifMatch: info?.etag ?? '' } })
})

test('a file where a folder is, and a folder where a file is, are refused and leave no mark', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('file', X)
  await bucket.put('other/', NOTHING)
  await mkdir(join(root, 'folder'))
  expect(await codeOf(bucket.put('file/', NOTHING))).toBe('NOT_A_DIRECTORY')
  expect(await codeOf(bucket.put('folder', X))).toBe('IS_A_DIRECTORY')
  expect(await readdir(join(root, '.nexusfs/folders'))).toHaveLength(1)
  await rm(join(root, 'file'))
  expect(await bucket.head('file/')).toBeUndefined()
})

test('markers are copied and renamed as markers, and nothing else becomes one', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a/', NOTHING)
  await bucket.copy('a/', 'b/')
  await bucket.rename('b/', 'c/d/')
  expect(await topLevel(opened)).toEqual(['a/', 'c/'])
  expect(await readdir(join(root, 'c'))).toEqual(['d'])
  await bucket.put('file', X)
  expect(await codeOf(bucket.copy('file', 'e/'))).toBe('INVALID_ARGUMENT')
  expect(await codeOf(bucket.rename('a/', 'e'))).toBe('INVALID_ARGUMENT')
  expect(await codeOf(bucket.copy('absent/', 'e/'))).toBe('NOT_FOUND')
})

async function topLevel({ bucket }: TestFolder): Promise<readonly string[]> {
  return (await bucket.list({ limit: 100, delimiter: '/' })).prefixes
}
