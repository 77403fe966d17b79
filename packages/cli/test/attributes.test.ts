import { expect, test } from 'vitest'
import { workplace } from './run.fixture.ts'

test('metadata is JSON where it looks like it, and text on request', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.txt', 'x'])
  await nexus(['meta', 'set', '/a.txt', 'priority', '5'])
  await nexus(['meta', 'set', '/a.txt', 'zip', '00123', '--text'])
  await nexus(['meta', 'set', '/a.txt', 'title', 'A title'])
  expect((await nexus(['meta', 'get', '/a.txt', '--json'])).json()).toEqual({
    priority: 5,
    zip: '00123',
    title: 'A title',
  })
  expect((await nexus(['meta', 'get', '/a.txt', 'title'])).stdout).toBe('A title\n')
  expect((await nexus(['meta', 'get', '/a.txt', 'none'])).code).toBe(3)
  expect((await nexus(['meta', 'remove', '/a.txt', 'zip', '--dry-run'])).stdout).toBe(
    'would remove zip of /a.txt\n',
  )
  await nexus(['meta', 'remove', '/a.txt', 'zip'])
  expect((await nexus(['meta', 'get', '/a.txt'])).stdout).toBe('priority=5\ntitle=A title\n')
})

test('tags are set, listed, found and removed', async () => {
  const { nexus } = await workplace()
  for (const path of ['/a.txt', '/b.txt']) await nexus(['write', path, 'x'])
  await nexus(['tag', 'set', '/a.txt', 'state', 'done'])
  await nexus(['tag', 'set', '/b.txt', 'state', 'open'])
  await nexus(['tag', 'set', '/b.txt', 'starred'])
  expect((await nexus(['tag', 'find', 'state'])).stdout).toBe('/a.txt\n/b.txt\n')
  expect((await nexus(['tag', 'find', 'state', 'open', '--json'])).json()).toMatchObject([
    { path: '/b.txt' },
  ])
  expect((await nexus(['tag', 'list', '/b.txt', '--json'])).json()).toEqual({
    state: 'open',
    starred: '',
  })
  await nexus(['tag', 'remove', '/b.txt', 'starred'])
  expect((await nexus(['tag', 'list', '/b.txt'])).stdout).toBe('state=open\n')
})

test('history shows versions and log operations, newest first', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.txt', 'one'])
  await nexus(['write', '/a.txt', 'three'])
  await nexus(['mv', '/a.txt', '/b.txt'])
  expect((await nexus(['history', '/b.txt', '--json'])).json()).toMatchObject([
    { version: 2, size: 5 },
    { version: 1, size: 3 },
  ])
  expect((await nexus(['history', '/b.txt'])).stdout).toMatch(/^v2 .+\nv1 .+\n$/)
  const types = (await nexus(['log', '--json']))
    .json<readonly { type: string }[]>()
    .map(({ type }) => type)
  expect(types).toEqual(['rename', 'write', 'write'])
  expect((await nexus(['log', '--limit', '1'])).stdout).toMatch(/rename +\/a\.txt -> \/b\.txt\n$/)
  expect((await nexus(['log', '--until', '2001-01-01', '--json'])).json()).toEqual([])
})

test('edit replaces text, once, everywhere, or not at all', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.txt', 'one two two'])
  expect((await nexus(['edit', '/a.txt', '--old', 'two', '--new', '2'])).code).toBe(2)
  expect((await nexus(['edit', '/a.txt', '--old', 'one'])).code).toBe(2)
  await nexus(['edit', '/a.txt', '--old', 'two', '--new', '2', '--all'])
  await nexus(['edit', '/a.txt', '--old', 'one', '--new', '--1'])
  expect((await nexus(['cat', '/a.txt'])).stdout).toBe('--1 2 2')
})

test('edit opens the editor without a shell and writes what changed', async () => {
  const { nexus, host } = await workplace()
  await nexus(['write', '/a file.txt', 'before'])
  const script = await host(
    'my editor.js',
    'require("fs").appendFileSync(process.argv[3], process.argv[2])',
  )
  const env = (argument: string) => ({ EDITOR: `${process.execPath} "${script}" ${argument}` })
  const run = await nexus(['edit', '/a file.txt'], { env: env('$(id);after') })
  expect(run).toMatchObject({ code: 0 })
  expect((await nexus(['cat', '/a file.txt'])).stdout).toBe('before$(id);after')
  const nothing = await host('none.js', '')
  const unchanged = await nexus(['edit', '/a file.txt'], {
    env: { EDITOR: `${process.execPath} ${nothing}` },
  })
  expect(unchanged.stderr).toBe('Nothing was changed.\n')
  expect((await nexus(['stat', '/a file.txt', '--json'])).json()).toMatchObject({ version: 2 })
  expect((await nexus(['edit', '/a file.txt'])).code).toBe(2)
  expect((await nexus(['edit', '/a file.txt'], { env: { EDITOR: 'no-such-editor' } })).code).toBe(3)
})

test('an editor whose file was changed by others loses nothing', async () => {
  const { nexus, host, folder } = await workplace()
  await nexus(['write', '/a.txt', 'before'])
  const bin = new URL('../src/run.ts', import.meta.url).pathname
  const script = await host(
    'slow.cjs',
    `
    const { spawnSync } = require('child_process')
    require('fs').appendFileSync(process.argv[2], ' mine')
    spawnSync(process.execPath, ['--conditions=nexusfs-source', ${JSON.stringify(bin)}, 'write', '/a.txt', 'theirs'], { cwd: ${JSON.stringify(folder)} })`,
  )
  const run = await nexus(['edit', '/a.txt'], { env: { EDITOR: `${process.execPath} ${script}` } })
  expect(run.code).toBe(5)
  expect(run.stderr).toMatch(/CONFLICT/)
  const copy = /kept in (\S+)\.$/m.exec(run.stderr)?.[1] ?? ''
  const { readFile, rm } = await import('node:fs/promises')
  expect(await readFile(copy, 'utf8')).toBe('before mine')
  expect((await nexus(['cat', '/a.txt'])).stdout).toBe('theirs')
  await rm(copy)
})
