import { readdir, readFile, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workplace } from './run.fixture.ts'

test('a folder goes in and out again, and a second copy finds everything equal', async () => {
  const { nexus, host, folder } = await workplace()
  await host('site/index.html', '<h1>')
  await host('site/css/a.css', 'a{}')
  const first = await nexus(['cp', './site', 'nx:/shared/site', '-r'])
  expect(first).toMatchObject({ code: 0, stdout: '', stderr: 'copied 2 files (7 B)\n' })
  expect((await nexus(['cp', './site', 'nx:/shared/site', '-r', '--json'])).json()).toMatchObject({
    copied: 0,
    equal: 2,
  })
  expect((await nexus(['cp', '-r', 'nx:/shared/site', 'copy'])).code).toBe(0)
  expect(await readFile(join(folder, 'copy/css/a.css'), 'utf8')).toBe('a{}')
  const [before, after] = await Promise.all(
    ['site', 'copy'].map((name) => stat(join(folder, name, 'index.html'))),
  )
  expect(Math.round(after?.mtimeMs ?? 0)).toBe(Math.round(before?.mtimeMs ?? 1))
  expect((await nexus(['sync', '--check', '--checksum', 'copy', 'nx:/shared/site'])).code).toBe(0)
})

test('a target with a slash, and several sources, take sources in under their names', async () => {
  const { nexus, host } = await workplace()
  await host('one.txt', '1')
  await host('dir/two.txt', '2')
  await nexus(['cp', '-r', 'one.txt', 'dir', 'nx:/in'])
  await nexus(['cp', '-r', 'dir', 'nx:/in/sub/'])
  await nexus(['mkdir', '/there'])
  await nexus(['cp', 'one.txt', 'nx:/there'])
  expect((await nexus(['ls', '-R', '/in'])).stdout).toBe(
    '/in/dir/two.txt\n/in/one.txt\n/in/sub/dir/two.txt\n',
  )
  expect((await nexus(['cat', '/there/one.txt'])).stdout).toBe('1')
})

test('cp within the tree shares content and takes one operation', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a/x.txt', 'x'])
  await nexus(['cp', '-r', 'nx:/a', 'nx:/b'])
  await nexus(['cp', 'nx:/a/x.txt', 'nx:/c.txt'])
  expect((await nexus(['stat', '/c.txt', '--json'])).json()).toMatchObject({ refCount: 3 })
})

test('what cannot be copied says why', async () => {
  const { nexus, host } = await workplace()
  await host('dir/a.txt', 'a')
  expect((await nexus(['cp', 'dir', 'nx:/x'])).stderr).toContain('Add -r')
  expect((await nexus(['cp', 'dir', 'nx:/x'])).code).toBe(5)
  expect((await nexus(['cp', 'none', 'nx:/x'])).code).toBe(3)
  expect((await nexus(['cp', 'nx:/none', 'x'])).code).toBe(3)
  expect((await nexus(['cp', 'dir/a.txt', 'b.txt'])).stderr).toContain(
    'Paths in the tree begin with nx:',
  )
  expect((await nexus(['cp', 'dir/a.txt'])).code).toBe(2)
  expect((await nexus(['sync', 'dir/a.txt', 'nx:/x'])).code).toBe(5)
})

test('--dry-run lists what would happen, --check ends with 10 on differences', async () => {
  const { nexus, host } = await workplace()
  await host('dir/a.txt', 'a')
  await nexus(['write', '/x/old.txt', 'o'])
  const planned = await nexus(['sync', 'dir', 'nx:/x', '--delete', '--dry-run'])
  expect(planned).toMatchObject({ code: 0, stdout: 'create  /x/a.txt\ndelete  /x/old.txt\n' })
  expect((await nexus(['sync', 'dir', 'nx:/x', '--check'])).code).toBe(10)
  const json = (await nexus(['sync', 'dir', 'nx:/x', '--delete', '--dry-run', '--json'])).json()
  expect(json).toMatchObject({
    dryRun: true,
    copied: 1,
    deleted: 1,
    actions: [{ type: 'create' }, { type: 'delete' }],
  })
  expect((await nexus(['sync', 'dir', 'nx:/x', '--delete'])).code).toBe(0)
  expect((await nexus(['sync', 'dir', 'nx:/x', '--delete', '--check'])).code).toBe(0)
  expect((await nexus(['ls', '/x'])).stdout).toBe('a.txt\n')
})

test('sync --delete asks on a terminal with the number', async () => {
  const { nexus, host } = await workplace()
  await host('dir/a.txt', 'a')
  await nexus(['write', '/x/one.txt', 'o'])
  await nexus(['write', '/x/two/three.txt', 'o'])
  const refused = await nexus(['sync', 'dir', 'nx:/x', '--delete'], { terminal: 'n\n' })
  expect(refused.code).toBe(130)
  expect(refused.stderr).toContain('Remove 2 paths in nx:/x?')
  expect((await nexus(['ls', '/x'])).stdout).toBe('one.txt\ntwo/\n')
  expect((await nexus(['sync', 'dir', 'nx:/x', '--delete'], { terminal: 'y\n' })).code).toBe(0)
})

test('replacing host files asks on a terminal', async () => {
  const { nexus, host, folder } = await workplace()
  await host('a.txt', 'mine')
  await nexus(['write', '/a.txt', 'theirs'])
  const refused = await nexus(['cp', 'nx:/a.txt', 'a.txt'], { terminal: 'n\n' })
  expect(refused.stderr).toContain('Replace 1 host file in a.txt?')
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('mine')
  await nexus(['cp', 'nx:/a.txt', 'a.txt', '--yes'], { terminal: true })
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('theirs')
})

test('names that are no paths are listed and end with 7', async () => {
  const { nexus, host, folder } = await workplace()
  await host('dir/good.txt', 'g')
  await host('dir/bad\nname', 'b')
  await symlink('good.txt', join(folder, 'dir/link'))
  const run = await nexus(['cp', '-r', 'dir', 'nx:/x'])
  expect(run.code).toBe(7)
  expect(run.stderr).toContain('skipped 1 symbolic link')
  expect(run.stderr).toContain('bad\\x0aname: ')
  expect(run.stderr).toContain('PARTIAL')
  const json = await nexus(['cp', '-r', 'dir', 'nx:/y', '--json'])
  expect(json.json()).toMatchObject({
    copied: 1,
    symbolicLinks: 1,
    invalidNames: [{ path: 'bad\nname' }],
  })
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'PARTIAL' } })
})

test('the data folder never goes into the tree it holds, nor away from the host', async () => {
  const { nexus, host, folder } = await workplace()
  await host('notes.txt', 'n')
  const run = await nexus(['cp', '-r', '.', 'nx:/backup'])
  expect(run.stderr).toBe('copied 1 file (1 B), left out 1 folder of Nexus itself\n')
  await nexus(['write', '/empty/keep.txt', 'k'])
  await nexus(['sync', 'nx:/empty', '.', '--delete'])
  expect((await readdir(folder)).sort()).toEqual(['keep.txt', 'nexus-data'])
  expect((await nexus(['cat', '/backup/notes.txt'])).stdout).toBe('n')
  expect((await nexus(['cp', '-r', 'nx:/backup', 'nexus-data'])).code).toBe(2)
})

test('progress is drawn on a terminal only', async () => {
  const { nexus, host } = await workplace()
  for (let index = 0; index < 20; index += 1) await host(`dir/${index}.txt`, 'x'.repeat(1000))
  const shown = await nexus(['cp', '-r', 'dir', 'nx:/x'], { terminal: true })
  expect(shown.stderr).toContain('files')
  expect(shown.stderr).toContain('\r\u001b[2K')
  expect((await nexus(['cp', '-r', 'dir', 'nx:/y'])).stderr).not.toContain('\r')
  expect((await nexus(['cp', '-r', 'dir', 'nx:/z', '--quiet'], { terminal: true })).stderr).toBe('')
})
