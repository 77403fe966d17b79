import { lstatSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { chmod, readdir, readlink, rm, stat, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { exportFile, exportFolder } from './export-folder.ts'
import { importFolder } from './import-folder.ts'
import { contentsOf, hostFolderWith, treeInMemory } from './transfer.fixture.ts'
import type { TransferAction } from './types.ts'

test('a folder that goes in and out again is the same, with times and modes', async () => {
  const nx = await treeInMemory()
  const files = {
    'a.txt': 'alpha',
    'sub/run.sh': '#!/bin/sh',
    'sub/deep/empty': '',
    'ü b.txt': 'u',
  }
  const folder = await hostFolderWith(files)
  await chmod(join(folder, 'sub/run.sh'), 0o755)
  await chmod(join(folder, 'a.txt'), 0o600)
  await utimes(join(folder, 'a.txt'), 1_600_000_000.999, 1_600_000_000.999)
  await importFolder(nx, folder, '/in')
  const target = join(await hostFolderWith(), 'new', 'copy')
  expect(await exportFolder(nx, '/in', target)).toMatchObject({ copied: 4, failed: [] })
  expect(await contentsOf(target)).toEqual(files)
  expect((await stat(join(target, 'sub/run.sh'))).mode & 0o777).toBe(0o755)
  expect((await stat(join(target, 'a.txt'))).mode & 0o777).toBe(0o600)
  expect(Math.round((await stat(join(target, 'a.txt'))).mtimeMs)).toBe(1_600_000_000_999)
  expect(await exportFolder(nx, '/in', target)).toMatchObject({ copied: 0, equal: 4 })
  expect(await importFolder(nx, target, '/in')).toMatchObject({ copied: 0, equal: 4 })
})

test('a large file is streamed out and its unfinished form is never seen', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/large.bin', new Uint8Array(5 << 20).fill(3))
  const target = await hostFolderWith()
  const seen: string[] = []
  const onProgress = () => seen.push(...readdirSync(target))
  await exportFolder(nx, '/in', target, { onProgress })
  expect(new Set(seen.slice(0, -1))).not.toContain('large.bin')
  expect((await stat(join(target, 'large.bin'))).size).toBe(5 << 20)
  expect(await readdir(target)).toEqual(['large.bin'])
})

test('symbolic links in the target are not followed', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/sub/a.txt', 'inside')
  await nx.write('/in/file.txt', 'inside')
  const outside = await hostFolderWith({ 'file.txt': 'outside' })
  const target = await hostFolderWith()
  await symlink(outside, join(target, 'sub'))
  await symlink(join(outside, 'file.txt'), join(target, 'file.txt'))
  const report = await exportFolder(nx, '/in', target, { delete: true })
  expect(report.failed).toMatchObject([{ path: '/in/sub', code: 'NOT_A_DIRECTORY' }])
  expect(await contentsOf(outside)).toEqual({ 'file.txt': 'outside' })
  expect(await readlink(join(target, 'sub'))).toBe(outside)
  expect((await contentsOf(target))['file.txt']).toBe('inside')
})

test('delete removes what the tree does not have, but no links', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/keep.txt', 'k')
  const target = await hostFolderWith({ 'gone.txt': 'g', 'gone/deep/x.txt': 'x' })
  await symlink('keep.txt', join(target, 'link'))
  expect(await exportFolder(nx, '/in', target, { delete: true })).toMatchObject({
    deleted: 2,
    symbolicLinks: 1,
  })
  expect((await readdir(target)).sort()).toEqual(['keep.txt', 'link'])
})

test('without delete a folder in the way of a file is a failure and stays', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/name', 'file')
  const target = await hostFolderWith({ 'name/x.txt': 'x' })
  const report = await exportFolder(nx, '/in', target)
  expect(report.failed).toMatchObject([{ path: '/in/name', code: 'IS_A_DIRECTORY' }])
  expect(await contentsOf(target)).toEqual({ 'name/x.txt': 'x' })
})

test('a dry run tells every change and makes none, also where the folder is missing', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/sub/new.txt', 'new')
  const parent = await hostFolderWith({ 'there/old.txt': 'old' })
  const actions: TransferAction[] = []
  const options = {
    dryRun: true,
    delete: true,
    onAction: (action: TransferAction) => actions.push(action),
  }
  await exportFolder(nx, '/in', join(parent, 'missing'), options)
  await exportFolder(nx, '/in', join(parent, 'there'), options)
  expect(actions.map(({ type, path }) => `${type} ${path}`)).toEqual([
    'mkdir .',
    'mkdir sub',
    'create sub/new.txt',
    'mkdir sub',
    'create sub/new.txt',
    'delete old.txt',
  ])
  expect(await contentsOf(parent)).toEqual({ 'there/old.txt': 'old' })
})

test('files left unfinished by a stopped export are swept after an hour and never imported', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/a.txt', 'a')
  const [old, fresh] = ['.nexus-0123456789abcdef.partial', '.nexus-fedcba9876543210.partial']
  const target = await hostFolderWith({ [old]: 'half', [fresh]: 'half' })
  await utimes(join(target, old), 1, 1)
  await exportFolder(nx, '/in', target)
  expect((await readdir(target)).sort()).toEqual([fresh, 'a.txt'])
  expect(await importFolder(nx, target, '/again')).toMatchObject({ copied: 1 })
})

test('one file goes to a name, replacing what is there', async () => {
  const nx = await treeInMemory()
  await nx.write('/a.txt', 'new content')
  const target = await hostFolderWith({ 'a.txt': 'old' })
  await exportFile(nx, '/a.txt', join(target, 'a.txt'))
  expect(await contentsOf(target)).toEqual({ 'a.txt': 'new content' })
  expect(await exportFile(nx, '/a.txt', join(target, 'a.txt'))).toMatchObject({ equal: 1 })
})

test('keepExisting replaces nothing', async () => {
  const nx = await treeInMemory()
  await nx.write('/in/a.txt', 'new content')
  await nx.write('/in/b.txt', 'b')
  const target = await hostFolderWith({ 'a.txt': 'old' })
  await exportFolder(nx, '/in', target, { keepExisting: true })
  expect(await contentsOf(target)).toEqual({ 'a.txt': 'old', 'b.txt': 'b' })
})

test('a missing or wrong source and a missing folder have their codes and make nothing', async () => {
  const nx = await treeInMemory()
  await nx.write('/dir/file', 'x')
  const target = await hostFolderWith()
  const place = join(target, 'new')
  await expect(exportFolder(nx, '/none', place)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(exportFolder(nx, '/dir/file', place)).rejects.toMatchObject({
    code: 'NOT_A_DIRECTORY',
  })
  await expect(exportFile(nx, '/dir', place)).rejects.toMatchObject({ code: 'IS_A_DIRECTORY' })
  await expect(exportFile(nx, '/dir/file', join(place, 'x'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await readdir(target)).toEqual([])
})

test('a folder that is swapped for a link again and again never leads outside', async () => {
  const nx = await treeInMemory()
  for (let index = 0; index < 40; index += 1) await nx.write(`/in/sub/${index}.txt`, 'inside')
  const outside = await hostFolderWith()
  const target = await hostFolderWith({ 'sub/kept.txt': 'k' })
  let isOver = false
  const [place, aside] = [join(target, 'sub'), join(target, 'aside')]
  // The export may make the folder anew while it is away; then that one is taken.
  const orTakeNew = (put: () => void) => {
    try {
      put()
    } catch {
      rmSync(aside, { recursive: true })
    }
  }
  const putLink = () => {
    renameSync(place, aside)
    orTakeNew(() => symlinkSync(outside, place))
  }
  const putFolder = () => {
    if (!lstatSync(place).isSymbolicLink()) return
    unlinkSync(place)
    orTakeNew(() => renameSync(aside, place))
  }
  const swap = async () => {
    while (!isOver) {
      putLink()
      await setImmediate()
      putFolder()
      await setImmediate()
    }
  }
  const swapping = swap()
  for (let round = 0; round < 20; round += 1) {
    await exportFolder(nx, '/in', target, { checksum: true }).catch(() => undefined)
    await rm(join(place, `${round}.txt`), { force: true })
  }
  isOver = true
  await swapping
  expect(await readdir(outside)).toEqual([])
  expect(await exportFolder(nx, '/in', target)).toMatchObject({ failed: [] })
})
