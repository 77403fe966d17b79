import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project, provides } from './project.fixture.ts'
import { workplace } from './run.fixture.ts'

interface Report {
  readonly type: string
  readonly ok: boolean
  readonly left: readonly string[]
  readonly steps: readonly { readonly name: string; readonly outcome: string }[]
}

/** Files below a folder, those that a local backend keeps for itself left out. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.nexusfs'))
    .map(({ name }) => name)
}

test('backend list shows types, where they are used, and what is missing', async () => {
  const { nexus, host } = await workplace()
  await host(
    'nexus.yaml',
    `backends:
  - { type: local, mount_point: /mnt/a, config: { root: ./a } }
  - { type: shed, mount_point: /mnt/b }
`,
  )
  const { code, stdout } = await nexus(['backend', 'list'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^local +default, \/mnt\/a +\S+ +@nexusfs\/backend-local/m)
  expect(stdout).toMatch(/^memory +- /m)
  expect(stdout).toMatch(/^shed +\/mnt\/b +- +\(not installed\)/m)
  expect(stdout).toContain('PLUGIN_NOT_FOUND')
  expect((await nexus(['backend', 'list', '--json'])).json()).toContainEqual(
    expect.objectContaining({ type: 'local', usedBy: ['default', '/mnt/a'] }),
  )
})

test('backend test tries a type, a mount and the default, and leaves nothing', async () => {
  const { nexus, host, folder } = await workplace()
  await host(
    'nexus.yaml',
    'backends:\n  - { type: local, mount_point: /mnt/a, config: { root: ./a } }\n',
  )
  const mount = await nexus(['backend', 'test', '/mnt/a'])
  expect(mount).toMatchObject({ code: 0, stderr: '' })
  expect(mount.stdout).toContain(join(folder, 'a'))
  for (const step of ['write', 'read', 'write if absent', 'write if unchanged', 'list', 'delete'])
    expect(mount.stdout).toMatch(new RegExp(`^ {2}works +${step} +[\\d.]+ ms `, 'm'))
  expect(mount.stdout).toMatch(/^ {2}works +clean up/m)
  expect(await filesOf(join(folder, 'a'))).toEqual([])
  const report = (await nexus(['backend', 'test', '/', '--json'])).json<Report>()
  expect(report).toMatchObject({ type: 'local', ok: true, left: [] })
  expect(await filesOf(join(folder, 'nexus-data'))).toEqual([])
  expect((await nexus(['backend', 'test', 'memory', '--json'])).json()).toMatchObject({ ok: true })
})

test('a backend outside the configuration is tried with options', async () => {
  const { nexus, folder } = await workplace()
  const root = join(folder, 'elsewhere')
  const run = await nexus(['backend', 'test', 'local', '--option', `root=${root}`])
  expect(run.code).toBe(0)
  expect(run.stdout).toContain(`local at ${root}`)
  expect(existsSync(join(folder, 'nexus-data'))).toBe(false)
  const wrong = await nexus(['backend', 'test', 'local', '--option', 'rot=x'])
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('option root: is needed')
})

test('a dry run names the backend and touches nothing', async () => {
  const { nexus, folder } = await workplace()
  const run = await nexus(['backend', 'test', 'local', '--dry-run'])
  expect(run.stdout).toBe(`would test local at ${join(folder, 'nexus-data')}\n`)
  expect(existsSync(join(folder, 'nexus-data'))).toBe(false)
})

test.each([
  [['/nowhere'], 3, 'NOT_MOUNTED'],
  [['s3'], 2, 'PLUGIN_NOT_FOUND'],
  [['local', '--option', 'root'], 2, 'name and a value'],
  [['/', '--option', 'root=x'], 2, 'in the configuration'],
  [[], 2, 'Missing required argument'],
])('backend test %j ends with %i', async (args, code, text) => {
  const { nexus } = await workplace()
  const run = await nexus(['backend', 'test', ...args])
  expect(run).toMatchObject({ code, stdout: '' })
  expect(run.stderr).toContain(text)
})

test('a third-party backend that ignores conditions is found out with exit code 1', async () => {
  const { nexus, add, host } = await project()
  const code = `
const objects = new Map()
const info = (key, { bytes, etag }) => ({ key, size: bytes.length, etag, modifiedAt: 0 })
async function read(source) { const all = []; for await (const chunk of source.open()) all.push(chunk); return Buffer.concat(all) }
const capabilities = { origin: 'declared', putIfAbsent: true, putIfMatch: false, deleteIfMatch: false, objectMetadata: false,
  verifiesDigest: false, deleteMany: false, copy: false, rename: false, multipart: false, presign: false, setMetadata: false,
  versions: false, tier: false, watch: false, admin: false, local: true, orderedListing: true, maxKeyBytes: 1024, maxObjectBytes: 1e9 }
let count = 0
export default { kind: 'backend', type: 'shed', apiVersion: 1, title: 'Shed',
  options: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  create: () => ({ apiVersion: 1, type: 'shed', capabilities, describe: () => ({ type: 'shed', location: 'a shed' }),
    async head(key) { const o = objects.get(key); return o && info(key, o) },
    async get(key, { range } = {}) { const o = objects.get(key); const { start = 0, end = o.bytes.length } = range ?? {}
      return { info: info(key, o), range: { start, end }, body: (async function* () { yield o.bytes.subarray(start, end) })() } },
    async put(key, source) { const o = { bytes: await read(source), etag: String(++count) }; objects.set(key, o); return { etag: o.etag, size: o.bytes.length } },
    async delete(key) { objects.delete(key) },
    async list({ prefix = '', cursor = '', limit }) { const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > cursor)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))); const page = keys.slice(0, limit)
      return { objects: page.map((key) => info(key, objects.get(key))), prefixes: [], ...(keys.length > limit && { cursor: page.at(-1) }) } },
    async check() { return { ok: true } }, async close() {} }) }`
  await add(
    'nexusfs-backend-shed',
    { 'index.js': code },
    provides({ kind: 'backend', type: 'shed' }),
  )
  await host('nexus.yaml', 'backends:\n  - { type: shed, mount_point: /mnt/shed }\n')
  const run = await nexus(['backend', 'test', 'shed'])
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/^ {2}fails +write if absent +.*is ignored/m)
  expect(run.stdout).toContain('two writers could overwrite each other')
  expect(run.stdout).toMatch(/^ {2}not offered +write if unchanged/m)
  expect(run.stdout).toMatch(/^ {2}works +list /m)
})
