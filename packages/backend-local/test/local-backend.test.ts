import { createHash } from 'node:crypto'
import { readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createRegistry } from '@nexusfs/core'
import { bytesSource, collectBytes, onceSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import definition, { createLocalBackend } from '../src/index.ts'
import { codeOf, openTestFolder } from './folder.ts'

const X = bytesSource(Buffer.from('x'))

test('reading a root that is not there makes nothing', async () => {
  await using opened = await openTestFolder()
  const { bucket, folder } = opened
  expect(await bucket.head('a')).toBeUndefined()
  expect(await codeOf(bucket.get('a'))).toBe('NOT_FOUND')
  expect((await bucket.list({ limit: 1 })).objects).toEqual([])
  await bucket.delete('a/b')
  expect(await bucket.check()).toEqual({ ok: true })
  expect(await readdir(folder)).toEqual([])
})

test('an object is the file at its key, readable by its owner only', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a/b.txt', X)
  const { mode, size } = await stat(join(root, 'a/b.txt'))
  expect(mode & 0o777).toBe(0o600)
  expect(size).toBe(1)
})

test('no temporary file and no lock is left by puts, failures, copies, renames and deletes', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  const failing = async function* () {
    yield Buffer.from('x')
    throw new Error('broken')
  }
  await bucket.put('a', X)
  await bucket.put('a', X)
  await codeOf(bucket.put('b', onceSource(failing())))
  await codeOf(bucket.put('a', X, { precondition: { ifNoneMatch: '*' } }))
  await codeOf(bucket.put('a', X, { precondition: { ifMatch: 'stale' } }))
  await bucket.copy('a', 'c')
  await bucket.rename('c', 'd/e')
  await codeOf(bucket.rename('absent', 'f/g'))
  await bucket.delete('a')
  expect(await readdir(join(root, '.nexusfs/tmp'))).toEqual([])
  expect(await readdir(join(root, '.nexusfs/locks'))).toEqual([])
  expect((await readdir(root)).sort()).toEqual(['.nexusfs', 'd'])
})

test('a lock whose process is gone is taken over; one of another host is waited for', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('a', X)
  await bucket.put('a', X)
  const locks = join(root, '.nexusfs/locks')
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  const host = digest(hostname()).slice(0, 8)
  await symlink(`999999999.abc.${host}.x-1`, join(locks, digest('a')))
  await bucket.put('a', X)
  await symlink(`${process.pid}.1.${host}.x-1`, join(locks, digest('a')))
  await bucket.delete('a')
  expect(await readdir(locks)).toEqual([])
  await bucket.put('a', X)
  await symlink('1.abc.elsewher.x-1', join(locks, digest('a')))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 30)
  expect(await codeOf(bucket.delete('a', { signal: controller.signal }))).toBe('ABORTED')
  expect(await readdir(locks)).toHaveLength(1)
})

test('check names what is wrong: a file as root, a folder that cannot be used', async () => {
  await using opened = await openTestFolder()
  const { folder } = opened
  await writeFile(join(folder, 'file'), '')
  for (const root of [join(folder, 'file'), join(folder, 'file/below')]) {
    const backend = createLocalBackend({ root })
    expect(await backend.check()).toMatchObject({ ok: false, code: 'NOT_A_DIRECTORY' })
    expect(await codeOf(backend.put('a', X))).toBe('NOT_A_DIRECTORY')
  }
})

test('a body that was begun is CLOSED by close, and its file is released', async () => {
  await using opened = await openTestFolder()
  const { bucket } = opened
  await bucket.put('large', bytesSource(new Uint8Array(4 << 20)))
  const { body } = await bucket.get('large')
  const chunks = body[Symbol.asyncIterator]()
  await chunks.next()
  const before = (await readdir('/proc/self/fd')).length
  await bucket.close()
  await chunks.next()
  expect(await codeOf(collectBytes({ [Symbol.asyncIterator]: () => chunks }))).toBe('CLOSED')
  expect((await readdir('/proc/self/fd')).length).toBeLessThan(before)
})

test('no descriptor stays open after reads, listings, failures and given-up bodies', async () => {
  await using opened = await openTestFolder()
  const { bucket } = opened
  await bucket.put('a/large', bytesSource(new Uint8Array(4 << 20)))
  const before = (await readdir('/proc/self/fd')).length
  for (let round = 0; round < 20; round++) {
    await collectBytes((await bucket.get('a/large')).body)
    for await (const _ of (await bucket.get('a/large')).body) break
    await (await bucket.get('a/large')).body[Symbol.asyncIterator]().return?.()
    await codeOf(bucket.get('a/large', { range: { start: 9 << 20 } }))
    await codeOf(bucket.get('a/absent'))
    await bucket.list({ limit: 1 })
    await bucket.copy('a/large', 'a/copy')
    await codeOf(bucket.put('a/large/below', X))
  }
  expect((await readdir('/proc/self/fd')).length).toBeLessThanOrEqual(before + 1)
})

test('a put of 64 MiB keeps memory bounded', async () => {
  await using opened = await openTestFolder()
  const { bucket } = opened
  const chunk = new Uint8Array(1 << 16)
  const chunks = async function* () {
    for (let count = 0; count < 1024; count++) yield chunk
  }
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }, 2)
  await bucket.put('large', onceSource(chunks()))
  clearInterval(timer)
  expect(most - before).toBeLessThan(16 << 20)
})

test('the definition makes a backend from options, and refuses others', async () => {
  await using opened = await openTestFolder()
  const registry = createRegistry()
  registry.register(definition)
  const { validate } = definition.options['~standard']
  const kept = { versioning: false, softDelete: false, metadataFiles: false }
  const { root } = opened
  expect(await validate({ root })).toMatchObject({ value: { root, ...kept } })
  for (const options of [{}, { root: '' }, { root: 1 }, { root: 'x', rot: 'y' }]) {
    expect((await validate(options)).issues).toHaveLength(1)
  }
  const { issues = [] } = await validate({ root, basePath: 'x' })
  expect(issues[0]?.message).toContain('did you mean "root"?')
})

test('it describes what it keeps', () => {
  const all = { versioning: true, softDelete: true, metadataFiles: true }
  const backend = createLocalBackend({ root: '/somewhere', ...all })
  expect(backend.describe()).toEqual({ type: 'local', location: '/somewhere', details: all })
})
