import { expect, test } from 'vitest'
import { copyFile, copyTree } from './copy-tree.ts'
import { treeContents, treeInMemory } from './transfer.fixture.ts'
import type { TransferAction } from './types.ts'

test('a directory is copied to a missing target as one operation', async () => {
  const nx = await treeInMemory()
  await nx.write('/a/one.txt', '1')
  await nx.write('/a/sub/two.txt', '22')
  expect(await copyTree(nx, '/a', '/b')).toMatchObject({ copied: 2, copiedBytes: 3 })
  expect(await treeContents(nx, '/b')).toEqual({ 'one.txt': '1', 'sub/two.txt': '22' })
  const copies = await nx.operations.list({ types: ['copy'] }).toArray()
  expect(copies).toHaveLength(1)
})

test('into an existing directory only what differs is copied, and delete removes the rest', async () => {
  const nx = await treeInMemory()
  await nx.write('/a/same.txt', 's')
  await nx.write('/a/new.txt', 'n')
  await nx.write('/a/sub/changed.txt', 'after')
  await nx.write('/b/same.txt', 's')
  await nx.write('/b/sub/changed.txt', 'before')
  await nx.write('/b/gone/x.txt', 'x')
  const actions: TransferAction[] = []
  const onAction = (action: TransferAction) => actions.push(action)
  const planned = await copyTree(nx, '/a', '/b', { delete: true, dryRun: true, onAction })
  expect(await nx.exists('/b/new.txt')).toBe(false)
  const report = await copyTree(nx, '/a', '/b', { delete: true })
  expect(report).toEqual(planned)
  expect(report).toMatchObject({ copied: 2, equal: 1, deleted: 1 })
  expect(actions.map(({ type, path }) => `${type} ${path}`)).toEqual([
    'create /b/new.txt',
    'update /b/sub/changed.txt',
    'delete /b/gone',
  ])
  expect(await treeContents(nx, '/b')).toEqual(await treeContents(nx, '/a'))
})

test('a directory cannot be copied into itself', async () => {
  const nx = await treeInMemory()
  await nx.write('/a/x.txt', 'x')
  await expect(copyTree(nx, '/a', '/a/b')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  await expect(copyTree(nx, '/', '/b')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('one file is copied over another, once', async () => {
  const nx = await treeInMemory()
  await nx.write('/a.txt', 'a')
  await nx.write('/b.txt', 'b')
  expect(await copyFile(nx, '/a.txt', '/b.txt')).toMatchObject({ copied: 1 })
  expect(await nx.readText('/b.txt')).toBe('a')
  expect(await copyFile(nx, '/a.txt', '/b.txt')).toMatchObject({ copied: 0, equal: 1 })
  await expect(copyFile(nx, '/', '/c')).rejects.toMatchObject({ code: 'IS_A_DIRECTORY' })
})
