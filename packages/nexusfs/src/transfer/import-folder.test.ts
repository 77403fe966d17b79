import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importFile, importFolder } from './import-folder.ts'
import { hostFolderWith, treeContents, treeInMemory } from './transfer.fixture.ts'
import type { TransferAction, TransferProgress } from './types.ts'

const FILES = { 'a.txt': 'alpha', 'sub/b.txt': 'beta', 'sub/deep/c.txt': '' }

test('an imported folder has the same files, times and modes', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith(FILES)
  await utimes(join(folder, 'a.txt'), 1_700_000_000.123, 1_700_000_000.123)
  await chmod(join(folder, 'sub/b.txt'), 0o755)
  const report = await importFolder(nx, folder, '/workspace/in')
  expect(report).toMatchObject({
    copied: 3,
    copiedBytes: 9,
    equal: 0,
    failed: [],
    invalidNames: [],
  })
  expect(await treeContents(nx, '/workspace/in')).toEqual(FILES)
  expect((await nx.stat('/workspace/in/a.txt')).modifiedAt).toBe(1_700_000_000_123)
  expect((await nx.stat('/workspace/in/sub/b.txt')).mode).toBe(0o755)
})

test('a second import copies only what changed', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith(FILES)
  await importFolder(nx, folder, '/in')
  await writeFile(join(folder, 'a.txt'), 'alphabet')
  const actions: TransferAction[] = []
  const onAction = (action: TransferAction) => actions.push(action)
  expect(await importFolder(nx, folder, '/in', { onAction })).toMatchObject({ copied: 1, equal: 2 })
  expect(actions).toEqual([{ type: 'update', path: '/in/a.txt', size: 8 }])
  expect((await nx.stat('/in/sub/b.txt')).version).toBe(1)
})

test('checksum finds a change that size and time hide, and spares a file that was only touched', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'changed.txt': 'one', 'touched.txt': 'two' })
  const time = new Date(1_700_000_000_000)
  await utimes(join(folder, 'changed.txt'), time, time)
  await importFolder(nx, folder, '/in')
  await writeFile(join(folder, 'changed.txt'), 'eno')
  await utimes(join(folder, 'changed.txt'), time, time)
  await utimes(join(folder, 'touched.txt'), time, time)
  expect(await importFolder(nx, folder, '/in', { dryRun: true })).toMatchObject({
    copied: 1,
    equal: 1,
  })
  expect(await importFolder(nx, folder, '/in', { checksum: true })).toMatchObject({
    copied: 1,
    equal: 1,
  })
  expect(await nx.readText('/in/changed.txt')).toBe('eno')
  expect((await nx.stat('/in/touched.txt')).version).toBe(1)
})

test('a dry run tells every change and makes none', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'new.txt': 'new' })
  await mkdir(join(folder, 'empty'))
  await nx.write('/in/old.txt', 'old')
  const actions: TransferAction[] = []
  const report = await importFolder(nx, folder, '/in', {
    dryRun: true,
    delete: true,
    onAction: (action) => actions.push(action),
  })
  expect(report).toMatchObject({ copied: 1, directories: 1, deleted: 1 })
  expect(actions.map(({ type, path }) => `${type} ${path}`)).toEqual([
    'mkdir /in/empty',
    'create /in/new.txt',
    'delete /in/old.txt',
  ])
  expect(await treeContents(nx, '/in')).toEqual({ 'old.txt': 'old' })
})

test('delete removes files and directories that the folder does not have', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'keep.txt': 'k' })
  await nx.write('/in/gone.txt', 'x')
  await nx.write('/in/gone/deep/file.txt', 'x')
  expect(await importFolder(nx, folder, '/in', { delete: true })).toMatchObject({ deleted: 2 })
  expect(await treeContents(nx, '/in')).toEqual({ 'keep.txt': 'k' })
})

test('delete removes nothing when a file failed', async () => {
  const nx = await treeInMemory()
  const acme = nx.as({ tenantId: 'acme' })
  const folder = await hostFolderWith({ 'a.txt': 'a', 'shared/globex/b.txt': 'b' })
  await acme.write('/other.txt', 'o')
  const report = await importFolder(acme, folder, '/', { delete: true })
  expect(report).toMatchObject({ copied: 1, deleted: 0, failed: [{ code: 'ACCESS_DENIED' }] })
  expect(await acme.exists('/other.txt')).toBe(true)
})

test('with delete, a file makes way for a folder and a directory for a file', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ one: 'file', 'two/x.txt': 'x' })
  await nx.write('/in/one/inside.txt', 'directory')
  await nx.write('/in/two', 'file')
  expect(await importFolder(nx, folder, '/in', { delete: true })).toMatchObject({ failed: [] })
  expect(await treeContents(nx, '/in')).toEqual({ one: 'file', 'two/x.txt': 'x' })
})

test('symbolic links are skipped and counted, and protect what lies under their name', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'a.txt': 'a' })
  await symlink('a.txt', join(folder, 'link.txt'))
  await symlink('/etc', join(folder, 'etc'))
  await nx.write('/in/link.txt', 'kept')
  const report = await importFolder(nx, folder, '/in', { delete: true })
  expect(report).toMatchObject({ copied: 1, symbolicLinks: 2, deleted: 0 })
  expect(await nx.readText('/in/link.txt')).toBe('kept')
})

test('follow follows links inside the source only, and no circle', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'sub/a.txt': 'a' })
  await symlink('sub/a.txt', join(folder, 'file'))
  await symlink('sub', join(folder, 'folder'))
  await symlink('..', join(folder, 'sub/up'))
  await symlink('/etc/passwd', join(folder, 'outside'))
  await symlink('nowhere', join(folder, 'dangling'))
  const report = await importFolder(nx, folder, '/in', { follow: true })
  expect(await treeContents(nx, '/in')).toEqual({
    'sub/a.txt': 'a',
    file: 'a',
    'folder/a.txt': 'a',
  })
  expect(report.symbolicLinks).toBe(4)
})

test('names that are no valid paths are listed and the others come along', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({
    'good.txt': 'g',
    'back\\slash': 'x',
    ' space': 'x',
    'line\nbreak/inside.txt': 'x',
  })
  await writeFile(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff, 0xfe])]), 'x')
  const report = await importFolder(nx, folder, '/in')
  expect(report.invalidNames.map(({ path }) => path).sort()).toEqual(
    [' space', 'back\\slash', 'bad\ufffd\ufffd', 'line\nbreak'].sort(),
  )
  expect(await treeContents(nx, '/in')).toEqual({ 'good.txt': 'g' })
})

test('of two names that are one in Unicode normal form the second is listed', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'e\u0301': 'decomposed', '\u00e9': 'composed' })
  const report = await importFolder(nx, folder, '/in')
  expect(report).toMatchObject({ copied: 1, invalidNames: [{ path: '\u00e9' }] })
})

test('large files are streamed, small ones share commits, and progress reaches the total', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith()
  await writeFile(join(folder, 'large.bin'), new Uint8Array(3 << 20).fill(7))
  for (let index = 0; index < 300; index += 1)
    await writeFile(join(folder, `small-${index}.txt`), `content ${index}`)
  const seen: TransferProgress[] = []
  const report = await importFolder(nx, folder, '/in', { onProgress: (at) => seen.push(at) })
  expect(report.copied).toBe(301)
  expect(seen.at(-1)).toMatchObject({ done: 301, total: 301, bytes: report.copiedBytes })
  expect((await nx.read('/in/large.bin')).byteLength).toBe(3 << 20)
  const operations = await nx.operations.list({ limit: 1000 }).toArray()
  const batches = new Set(operations.map(({ batch }) => batch).filter((id) => id !== undefined))
  expect(batches.size).toBe(2)
})

test('one refused file does not take its batch along', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'a.txt': 'a', 'veto.txt': 'x', 'z.txt': 'z' })
  const report = await importFolder(nx, folder, '/in')
  expect(report).toMatchObject({ copied: 2, failed: [{ path: 'veto.txt', code: 'VETOED' }] })
})

test('a target that refuses every file is one error, not a list', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'a.txt': 'a', 'b.txt': 'b' })
  const refused = importFolder(nx.as({ tenantId: 'acme' }), folder, '/shared/globex')
  await expect(refused).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
})

test('an import that is stopped goes on where it was', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith()
  for (let index = 0; index < 600; index += 1)
    await writeFile(join(folder, `${index}.txt`), `${index}`)
  const controller = new AbortController()
  const stopped = importFolder(nx, folder, '/in', {
    signal: controller.signal,
    onProgress: ({ done }) => done >= 256 && controller.abort(),
  })
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' })
  const report = await importFolder(nx, folder, '/in')
  expect(report.equal).toBeGreaterThanOrEqual(256)
  expect(report.copied + report.equal).toBe(600)
})

test('an empty folder becomes an empty directory', async () => {
  const nx = await treeInMemory()
  await importFolder(nx, await hostFolderWith(), '/in')
  expect(await nx.isDirectory('/in')).toBe(true)
})

test('excluded folders are left out and counted', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'a.txt': 'a', 'data/secret.txt': 's' })
  const report = await importFolder(nx, folder, '/in', { exclude: [join(folder, 'data')] })
  expect(report).toMatchObject({ copied: 1, excluded: 1 })
})

test('a missing source, a file as source and a file as target have their codes', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'a.txt': 'a' })
  await nx.write('/file', 'x')
  await expect(importFolder(nx, join(folder, 'none'), '/in')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(importFolder(nx, join(folder, 'a.txt'), '/in')).rejects.toMatchObject({
    code: 'NOT_A_DIRECTORY',
  })
  await expect(importFolder(nx, folder, '/file')).rejects.toMatchObject({ code: 'NOT_A_DIRECTORY' })
  await expect(importFile(nx, folder, '/in')).rejects.toMatchObject({ code: 'IS_A_DIRECTORY' })
})

test('one file is imported once, and under a condition', async () => {
  const nx = await treeInMemory()
  const folder = await hostFolderWith({ 'a.txt': 'a' })
  const file = join(folder, 'a.txt')
  expect(await importFile(nx, file, '/a.txt')).toMatchObject({ copied: 1 })
  expect(await importFile(nx, file, '/a.txt')).toMatchObject({ copied: 0, equal: 1 })
  await writeFile(file, 'longer')
  const ifMatch = '0'.repeat(64)
  await expect(importFile(nx, file, '/a.txt', { ifMatch })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  expect(await nx.readText('/a.txt')).toBe('a')
})
