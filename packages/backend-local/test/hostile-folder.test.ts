import { execFileSync, spawn } from 'node:child_process'
import { link, mkdir, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Bucket } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { codeOf, openTestFolder, programArguments } from './folder.ts'

const X = bytesSource(Buffer.from('inside'))

test('a symbolic link at a key is refused by every call and passed over by listings', async () => {
  await using opened = await openTestFolder()
  const { bucket, folder, root } = opened
  await bucket.put('there', X)
  await writeFile(join(folder, 'secret'), 'outside')
  await symlink(join(folder, 'secret'), join(root, 'link'))
  expect(await codeOf(bucket.get('link'))).toBe('BACKEND_DENIED')
  expect(await codeOf(bucket.head('link'))).toBe('BACKEND_DENIED')
  expect(await codeOf(bucket.put('link', X))).toBe('BACKEND_DENIED')
  expect(await codeOf(bucket.delete('link'))).toBe('BACKEND_DENIED')
  expect(await codeOf(bucket.copy('link', 'copy'))).toBe('BACKEND_DENIED')
  expect(await codeOf(bucket.rename('link', 'moved'))).toBe('BACKEND_DENIED')
  expect((await bucket.list({ limit: 10 })).objects.map(({ key }) => key)).toEqual(['there'])
  expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('outside')
})

test('a symbolic link on the way to a key is refused, whether it leads out or not', async () => {
  await using opened = await openTestFolder()
  const { bucket, folder, root } = opened
  await bucket.put('real/file', X)
  await mkdir(join(folder, 'elsewhere/deep'), { recursive: true })
  await writeFile(join(folder, 'elsewhere/deep/secret'), 'outside')
  await symlink(join(folder, 'elsewhere'), join(root, 'out'))
  await symlink(join(root, 'real'), join(root, 'in'))
  for (const key of ['out/deep/secret', 'out/deep', 'in/file']) {
    expect(await codeOf(bucket.get(key))).toBe('BACKEND_DENIED')
    expect(await codeOf(bucket.put(key, X))).toBe('BACKEND_DENIED')
    expect(await codeOf(bucket.delete(key))).toBe('BACKEND_DENIED')
    expect(await codeOf(bucket.rename('real/file', key))).toBe('BACKEND_DENIED')
  }
  expect(await codeOf(bucket.put('out/new/file', X))).toBe('BACKEND_DENIED')
  expect((await bucket.list({ limit: 10 })).objects.map(({ key }) => key)).toEqual(['real/file'])
  expect(await readFile(join(folder, 'elsewhere/deep/secret'), 'utf8')).toBe('outside')
})

test('a root that is itself a symbolic link is used', async () => {
  await using opened = await openTestFolder()
  const { bucket, folder, root } = opened
  await mkdir(join(folder, 'disk'))
  await symlink(join(folder, 'disk'), root)
  await bucket.put('a/b', X)
  expect(await readFile(join(folder, 'disk/a/b'), 'utf8')).toBe('inside')
})

test.each([
  ['', {}],
  [', with all that is kept', { versioning: true, softDelete: true, metadataFiles: true }],
])(
  'a folder that is swapped for a link while it is used never leads out%s',
  {
    timeout: 600_000,
  },
  async (_, options) => {
    await using opened = await openTestFolder(options)
    const { bucket, folder } = opened
    await bucket.put('a/file', X)
    await mkdir(join(folder, 'elsewhere'))
    await writeFile(join(folder, 'elsewhere/file'), 'outside')
    await writeFile(join(folder, 'elsewhere/elsewhere'), '')
    await symlink(join(folder, 'elsewhere'), join(folder, 'link'))
    const swapper = spawn(process.execPath, programArguments('swap.fixture.ts', folder), {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const ended = new Promise((resolve) => swapper.once('close', resolve))
    await new Promise((resolve) => swapper.stdout.once('data', resolve))
    const seen = new Set<string>()
    const listed = new Set<string>()
    const rounds = Math.ceil(40_000 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05))
    for (let round = 0; round < rounds; round++) {
      seen.add(await readOr(bucket.get('a/file')))
      if (round % 50 === 0) await codeOf(bucket.put('a/new', X))
      if (round % 50 === 10) await codeOf(bucket.delete('a/file'))
      if (round % 50 === 20) await codeOf(bucket.put('a/file', X))
      if (round % 50 === 30) await codeOf(bucket.copy('a/file', 'copy'))
      if (round % 50 === 40) for (const key of await keysOr(bucket)) listed.add(key)
    }
    expect(swapper.exitCode, 'it swapped all the time').toBeNull()
    swapper.kill()
    await ended
    expect(seen).not.toContain('outside')
    expect(seen).toContain('inside')
    expect(listed).not.toContain('a/elsewhere')
    expect((await readdir(join(folder, 'elsewhere'))).sort()).toEqual(['elsewhere', 'file'])
    expect(await readFile(join(folder, 'elsewhere/file'), 'utf8')).toBe('outside')
    if ((await bucket.head('copy')) !== undefined)
      expect(await readOr(bucket.get('copy'))).toBe('inside')
  },
)

test('fifos, sockets and devices are refused and passed over, and nothing hangs', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('there', X)
  execFileSync('mkfifo', [join(root, 'fifo')])
  const server = createServer().listen(join(root, 'socket'))
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    for (const key of ['fifo', 'socket']) {
      expect(await codeOf(bucket.get(key))).toBe('BACKEND_DENIED')
      expect(await codeOf(bucket.head(key))).toBe('BACKEND_DENIED')
      expect(await codeOf(bucket.put(key, X))).toBe('BACKEND_DENIED')
    }
    expect((await bucket.list({ limit: 10 })).objects.map(({ key }) => key)).toEqual(['there'])
  } finally {
    server.close()
  }
})

test('keys cannot reach the folder that the backend keeps for itself', async () => {
  await using opened = await openTestFolder()
  const { bucket } = opened
  await bucket.put('a/b', X)
  for (const key of ['.nexusfs', '.nexusfs/tmp/x', 'a/.nexusfs', 'a/.nexusfs/x', '.nexusfs/']) {
    expect(await codeOf(bucket.put(key, X))).toBe('INVALID_ARGUMENT')
    expect(await codeOf(bucket.get(key))).toBe('INVALID_ARGUMENT')
  }
  expect((await bucket.list({ limit: 10, prefix: '.nexusfs/' })).objects).toEqual([])
})

test('files that others made are objects; names that are no keys are passed over', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await mkdir(join(root, 'theirs/empty'), { recursive: true })
  await writeFile(join(root, 'theirs/file'), 'by another')
  await writeFile(join(root, 'theirs/back\\slash'), '')
  await writeFile(join(root, 'theirs/new\nline'), '')
  await writeFile(
    Buffer.concat([Buffer.from(join(root, 'theirs/')), Buffer.from([0xff, 0xfe])]),
    '',
  )
  const { objects } = await bucket.list({ limit: 10 })
  expect(objects.map(({ key }) => key)).toEqual(['theirs/empty/', 'theirs/file'])
  expect((await bucket.list({ limit: 10, delimiter: '/' })).prefixes).toEqual(['theirs/'])
  const below = await bucket.list({ limit: 10, delimiter: '/', prefix: 'theirs/' })
  expect(below.prefixes).toEqual(['theirs/empty/'])
  expect(below.objects.map(({ key }) => key)).toEqual(['theirs/file'])
  expect(await readOr(bucket.get('theirs/file'))).toBe('by another')
})

test('a hard link that others made is read, and replacing it leaves their name alone', async () => {
  await using opened = await openTestFolder()
  const { bucket, folder, root } = opened
  await bucket.put('a', X)
  await writeFile(join(folder, 'theirs'), 'outside')
  await unlink(join(root, 'a'))
  await link(join(folder, 'theirs'), join(root, 'a'))
  expect(await readOr(bucket.get('a'))).toBe('outside')
  await bucket.put('a', X)
  expect(await readFile(join(folder, 'theirs'), 'utf8')).toBe('outside')
})

test('a root that is removed under an open backend is empty, and made again by the next put', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a/b', X)
  await rm(root, { recursive: true })
  expect(await bucket.head('a/b')).toBeUndefined()
  expect((await bucket.list({ limit: 1 })).objects).toEqual([])
  await bucket.put('a/b', X)
  expect(await readOr(bucket.get('a/b'))).toBe('inside')
})

test('a link in the place of the backend’s own folders is not followed', async () => {
  for (const own of ['versions', 'trash', 'metadata', 'folders', 'tmp', 'locks']) {
    await using opened = await openTestFolder({
      versioning: own !== 'trash',
      softDelete: true,
      metadataFiles: true,
    })
    const { bucket, folder, root } = opened
    const elsewhere = join(folder, 'elsewhere')
    await mkdir(elsewhere)
    await mkdir(join(root, '.nexusfs'), { recursive: true })
    await writeFile(join(root, 'a'), 'one')
    await symlink(elsewhere, join(root, '.nexusfs', own))
    const codes = [
      await codeOf(bucket.put('a', X, { metadata: { of: 'a' } })),
      await codeOf(bucket.put('a/', bytesSource(new Uint8Array()))),
      await codeOf(bucket.delete('a')),
    ]
    expect(codes, own).toContain('BACKEND_DENIED')
    expect(await readdir(elsewhere), own).toEqual([])
  }
})

async function keysOr(bucket: Bucket): Promise<readonly string[]> {
  try {
    return (await bucket.list({ limit: 100 })).objects.map(({ key }) => key)
  } catch {
    // A link was in the way.
    return []
  }
}

async function readOr(
  call: Promise<{ readonly body: AsyncIterable<Uint8Array> }>,
): Promise<string> {
  try {
    return Buffer.from(await collectBytes((await call).body)).toString()
  } catch (error) {
    return (error as { code: string }).code
  }
}
