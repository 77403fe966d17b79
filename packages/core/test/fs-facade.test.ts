import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { afterEach, beforeEach, expect, test } from 'vitest'

let nexus: Nexus
let tmpDir: string

beforeEach(async () => {
  tmpDir = await mkdtemp(join(tmpdir(), 'nexus-facade-'))
  nexus = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend(), tmpDir })
  await nexus.write('/docs/file.txt', 'hello')
})

afterEach(async () => {
  await nexus.close()
  await rm(tmpDir, { recursive: true })
})

async function versionsOf(path: string): Promise<number> {
  return (await nexus.versions.list(path).toArray()).length
}

test.each([
  'symlink',
  'readlink',
  'link',
  'chmod',
  'chown',
  'lchown',
  'utimes',
  'lutimes',
] as const)('%s is ENOSYS', async (name) => {
  const call = nexus.fs[name] as (...given: unknown[]) => Promise<never>
  await expect(call('/docs/file.txt', '/docs/other', 1)).rejects.toMatchObject({ code: 'ENOSYS' })
})

test('an error carries code, errno, syscall, path and the NexusError as its cause', async () => {
  await expect(nexus.fs.readFile('/docs/none.txt')).rejects.toMatchObject({
    message: "ENOENT: no such file or directory, open '/docs/none.txt'",
    code: 'ENOENT',
    errno: -2,
    syscall: 'open',
    path: '/docs/none.txt',
    cause: expect.objectContaining({ code: 'NOT_FOUND' }),
  })
})

test('what may not be touched is EACCES, what is read-only EROFS, what is no path EINVAL', async () => {
  const { fs } = nexus.as({ tenantId: 'acme', agentId: 'one' })
  await expect(fs.readFile('/workspace/other/x')).rejects.toMatchObject({ code: 'EACCES' })
  await expect(fs.writeFile('/archives/acme/x', '')).rejects.toMatchObject({ code: 'EROFS' })
  await expect(fs.readFile('/a\\b')).rejects.toMatchObject({ code: 'EINVAL' })
})

test('a veto is EPERM, and a closed handle EBADF', async () => {
  const vetoing = await createNexus({
    store: createMemoryStore(),
    backend: createMemoryBackend(),
    hooks: {
      beforeWrite() {
        throw new Error('no')
      },
    },
  })
  await expect(vetoing.fs.writeFile('/x', '')).rejects.toMatchObject({ code: 'EPERM' })
  await vetoing.close()
  await expect(vetoing.fs.readFile('/x')).rejects.toMatchObject({ code: 'EBADF' })
})

test('what a handle wrote is one version at close, and no temporary file stays', async () => {
  const handle = await nexus.fs.open('/docs/file.txt', 'w')
  for (const word of ['one ', 'two ', 'three']) await handle.write(word)
  expect(await nexus.readText('/docs/file.txt')).toBe('hello')
  await handle.close()
  expect(await nexus.readText('/docs/file.txt')).toBe('one two three')
  expect(await versionsOf('/docs/file.txt')).toBe(2)
  expect(await readdir(tmpDir)).toEqual([])
})

test('sync publishes, and a close without further writes adds no version', async () => {
  const handle = await nexus.fs.open('/docs/log.txt', 'a')
  await handle.appendFile('one\n')
  await handle.sync()
  expect(await nexus.readText('/docs/log.txt')).toBe('one\n')
  await handle.appendFile('two\n')
  await handle.datasync()
  await handle.close()
  expect(await nexus.readText('/docs/log.txt')).toBe('one\ntwo\n')
  expect(await versionsOf('/docs/log.txt')).toBe(2)
})

test('opening for update without writing makes no version', async () => {
  await (await nexus.fs.open('/docs/file.txt', 'r+')).close()
  expect(await versionsOf('/docs/file.txt')).toBe(1)
})

test('an update of a file that changed meanwhile is ESTALE and overwrites nothing', async () => {
  const handle = await nexus.fs.open('/docs/file.txt', 'r+')
  await handle.write('J', 0)
  await nexus.write('/docs/file.txt', 'theirs')
  await expect(handle.close()).rejects.toMatchObject({ code: 'ESTALE', syscall: 'close' })
  expect(await nexus.readText('/docs/file.txt')).toBe('theirs')
  expect(await readdir(tmpDir)).toEqual([])
})

test('two handles that append lose nothing', async () => {
  const [one, two] = await Promise.all([
    nexus.fs.open('/docs/file.txt', 'a'),
    nexus.fs.open('/docs/file.txt', 'a+'),
  ])
  await one.write(' one')
  await two.write(' two')
  await one.close()
  await two.close()
  expect(await nexus.readText('/docs/file.txt')).toBe('hello one two')
})

test('wx loses to a file that was made before close', async () => {
  const handle = await nexus.fs.open('/docs/new.txt', 'wx')
  await handle.write('mine')
  await nexus.write('/docs/new.txt', 'theirs')
  await expect(handle.close()).rejects.toMatchObject({ code: 'EEXIST' })
  expect(await nexus.readText('/docs/new.txt')).toBe('theirs')
})

test('the mode that a writer gives is shown by stat and obeyed by access', async () => {
  await nexus.fs.writeFile('/docs/run.sh', '#!', { mode: 0o755 })
  expect((await nexus.fs.stat('/docs/run.sh')).mode & 0o777).toBe(0o755)
  await nexus.fs.access('/docs/run.sh', 1)
})

test('watch tells of changes below a directory, by name', async () => {
  const controller = new AbortController()
  const changes = nexus.fs.watch('/docs', { signal: controller.signal })[Symbol.asyncIterator]()
  const first = changes.next()
  await new Promise((resolve) => setImmediate(resolve))
  await nexus.write('/elsewhere.txt', 'x')
  await nexus.write('/docs/deep/x.txt', 'x')
  await nexus.write('/docs/new.txt', 'x')
  await nexus.write('/docs/file.txt', 'x')
  await nexus.rename('/docs/file.txt', '/docs/moved.txt')
  await nexus.delete('/docs/new.txt')
  const seen = [(await first).value]
  while (seen.length < 6) seen.push((await changes.next()).value)
  expect(seen.filter(({ filename }) => filename === 'new.txt').at(-1)?.eventType).toBe('rename')
  expect(seen.map(({ filename }) => filename)).not.toContain('deep/x.txt')
  expect(seen.map(({ filename }) => filename)).toContain('moved.txt')
  const last = changes.next()
  controller.abort()
  await expect(last).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
})

test('watch of a file tells of that file alone', async () => {
  const changes = nexus.fs.watch('/docs/file.txt')[Symbol.asyncIterator]()
  const first = changes.next()
  await new Promise((resolve) => setImmediate(resolve))
  await nexus.write('/docs/other.txt', 'x')
  await nexus.append('/docs/file.txt', ' x')
  expect((await first).value).toEqual({ eventType: 'change', filename: 'file.txt' })
  await changes.return?.()
})
