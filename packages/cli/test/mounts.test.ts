// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project, provides } from './project.fixture.ts'
import { workplace } from './run.fixture.ts'

interface Entry {
  readonly id: string
  readonly mountPoint: string
  readonly saved: boolean
  readonly code?: string
}

const NEAR = ['mount', 'add', '/mnt/near', 'local', '--option', 'root=./near']

test('a mount is added, saved, shown, tested and removed', async () => {
  const { nexus, folder } = await workplace()
  const added = await nexus([...NEAR, '--description', 'outputs', '--priority', '5'])
  expect(added).toMatchObject({ code: 0, stderr: '' })
  expect(added.stdout).toMatch(/^mounted local at \/mnt\/near as [0-9a-f-]{36}$/m)
  const large = 'x'.repeat(100_000)
  expect((await nexus(['write', '/mnt/near/f'], { stdin: large })).code).toBe(0)
  expect(await readdir(join(folder, 'near'))).toContain('cas')
  const shown = await nexus(['mount', 'show', '/mnt/near/f'])
  expect(shown.stdout).toContain(`local at ${join(folder, 'near')}`)
  for (const line of [/^description: +outputs$/m, /^priority: +5$/m, /^saved: +yes$/m])
    expect(shown.stdout).toMatch(line)
  expect(shown.stdout).toMatch(/^conditions: +write if absent.* \((declared|probed)\)$/m)
  const tried = await nexus(['mount', 'test', '/mnt/near'])
  expect(tried).toMatchObject({ code: 0, stderr: '' })
  expect(tried.stdout).toMatch(/^ {2}works +write if absent/m)
  const removed = await nexus(['mount', 'remove', '/mnt/near', '--json'])
  expect(removed.json()).toMatchObject({ mountPoint: '/mnt/near' })
  expect((await nexus(['mount', 'list', '--json'])).json<Entry[]>().length).toBe(1)
  expect((await nexus(['undo', '--last', '1', '--yes'])).code).toBe(0)
  expect((await nexus(['cat', '/mnt/near/f'])).stdout.length).toBe(100_000)
})

test('a read-only mount is tried by reads alone', async () => {
  const { nexus, folder } = await workplace()
  await nexus([...NEAR, '--readonly', '--layout', 'path'])
  const tried = await nexus(['mount', 'test', '/mnt/near'])
  expect(tried.code).toBe(0)
  expect(tried.stdout).toContain('read-only, tried by reads alone')
  expect(tried.stdout).not.toContain('write if absent')
  expect(await readdir(folder)).not.toContain('near')
})

test('a secret is saved as a reference only, and resolved from the environment', async () => {
  const { nexus } = await workplace()
  const plain = [...NEAR.slice(0, 4), '--option', 'root=./near', '--option', 'token=CANARY-1']
  const refused = await nexus(plain)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('token would be stored as plain text')
  expect(refused.stderr).not.toContain('CANARY')
  const root = [...NEAR.slice(0, 4), '--option', 'root=${PLACE}']
  expect((await nexus(root)).stderr).toContain('PLACE is not set')
  expect((await nexus(root, { env: { PLACE: 'there' } })).code).toBe(0)
  const rows = (await nexus(['mount', 'list', '--json'])).json<Entry[]>()
  expect(rows[0]).toMatchObject({ mountPoint: '/mnt/near', saved: true, code: 'CONFIG_INVALID' })
})

test('a saved mount whose package is gone is told by list and doctor, and stops nothing', async () => {
  const { nexus, add, folder } = await project()
  const { rm } = await import('node:fs/promises')
  const code = `import { createMemoryBackend } from '@nexusfs/core'
export default { kind: 'backend', type: 'shed', apiVersion: 1, title: 'Shed',
  options: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  create: () => ({ apiVersion: 1, type: 'shed', capabilities: {}, describe: () => ({ type: 'shed', location: 'a shed' }),
    async check() { return { ok: true } }, async close() {} }) }`.replace(/^import.*\n/, '')
  await add(
    'nexusfs-backend-shed',
    { 'index.js': code },
    provides({ kind: 'backend', type: 'shed' }),
  )
  expect(await nexus(['mount', 'add', '/mnt/shed', 'shed'])).toMatchObject({ code: 0 })
  await rm(join(folder, 'node_modules/nexusfs-backend-shed'), { recursive: true })
  const rows = (await nexus(['mount', 'list', '--json'])).json<Entry[]>()
  expect(rows[0]).toMatchObject({ mountPoint: '/mnt/shed', code: 'PLUGIN_NOT_FOUND' })
  expect((await nexus(['write', '/file', 'text'])).code).toBe(0)
  const doctor = await nexus(['doctor'])
  expect(doctor.code).toBe(1)
  expect(doctor.stdout).toMatch(/wrong {2}mount \/mnt\/shed: PLUGIN_NOT_FOUND/)
  expect(doctor.stdout).toContain('nexus plugins search shed')
  expect((await nexus(['mount', 'remove', '/mnt/shed'])).code).toBe(0)
})

test('a mount of the configuration is removed there', async () => {
  const { nexus, host } = await workplace()
  await host('nexus.yaml', 'backends:\n  - { type: memory, mount_point: /mnt/m }\n')
  const run = await nexus(['mount', 'remove', '/mnt/m'])
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('nexus.yaml')
})

test.each([
  [['mount', 'add', '/mnt/a', 'nowhere'], 2, 'PLUGIN_NOT_FOUND'],
  [['mount', 'add', '/mnt/a', 'local', '--option', 'root'], 2, 'name and a value'],
  [['mount', 'add', '/mnt/a', 'local', '--option', 'rot=x'], 2, 'option root is needed'],
  [['mount', 'add', '/mnt/a', 'memory', '--priority', 'high'], 2, 'whole number'],
  [['mount', 'add', '/mnt/a', 'memory', '--layout', 'flat'], 2, 'neither cas nor path'],
  [['mount', 'remove', '/mnt/none'], 3, 'Nothing is mounted'],
  [['url', '/none'], 3, 'NOT_FOUND'],
])('%j ends with %i', async (args, code, text) => {
  const { nexus } = await workplace()
  const run = await nexus(args)
  expect(run).toMatchObject({ code, stdout: '' })
  expect(run.stderr).toContain(text)
})

test('an address of local content is refused, with what to do instead', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/f', 'text'])
  const run = await nexus(['url', '/f', '--expires', '60', '--json'])
  expect(run.code).toBe(1)
  expect(JSON.parse(run.stderr)).toMatchObject({ error: { code: 'NOT_SUPPORTED', path: '/f' } })
  expect((await nexus(['url', '/f', '--expires', '0'])).code).toBe(2)
})

test('cp and sync go into and out of a mapped mount', async () => {
  const { nexus, host, folder } = await workplace()
  await nexus(['mount', 'add', '/mnt/out', 'local_connector', '--option', 'root=./out'])
  for (const name of ['a.txt', 'sub/b.txt']) await host(`in/${name}`, `content of ${name}`)
  const copied = await nexus(['cp', '-r', join(folder, 'in'), 'nx:/mnt/out/in'])
  expect(copied).toMatchObject({ code: 0 })
  expect((await readdir(join(folder, 'out/in'))).sort()).toEqual(['a.txt', 'sub'])
  const back = await nexus(['sync', 'nx:/mnt/out/in', join(folder, 'back')])
  expect(back.code).toBe(0)
  expect((await readdir(join(folder, 'back/sub'))).sort()).toEqual(['b.txt'])
  expect((await nexus(['cp', '-r', 'nx:/mnt/out/in', 'nx:/managed'])).code).toBe(0)
  expect((await nexus(['cat', '/managed/sub/b.txt'])).stdout).toBe('content of sub/b.txt')
})

test('migrate moves content to a mount, and says first what it would do', async () => {
  const { nexus, folder } = await workplace()
  await nexus(NEAR)
  for (const name of ['a', 'b']) await nexus(['write', `/${name}`], { stdin: name.repeat(100_000) })
  const planned = await nexus(['migrate', '/', '/mnt/near', '--dry-run', '--json'])
  expect(planned.json()).toMatchObject({ applied: false, contents: 2, bytes: 200_000 })
  expect(await readdir(folder)).not.toContain('near')
  const moved = await nexus(['migrate', '/', '/mnt/near', '--remove-source'])
  expect(moved).toMatchObject({ code: 0, stderr: '' })
  expect(moved.stdout).toMatch(/^contents moved: +2$/m)
  expect(moved.stdout).toMatch(/^objects removed: +2$/m)
  expect((await nexus(['cat', '/b'])).stdout).toBe('b'.repeat(100_000))
  expect((await nexus(['fsck', '--deep'])).code).toBe(0)
  expect(await nexus(['migrate', '/', '/'])).toMatchObject({ code: 2, stdout: '' })
})
