import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workplace } from './run.fixture.ts'

test('init writes a configuration that is valid, and replaces none', async () => {
  const { nexus, folder } = await workplace()
  for (const template of ['basic', 'multi-tenant']) {
    expect((await nexus(['init', '--template', template, '--force'])).code).toBe(0)
    expect((await nexus(['config', 'validate'])).stdout).toBe('The configuration is valid.\n')
  }
  const again = await nexus(['init'])
  expect(again.code).toBe(5)
  expect(again.stderr).toContain('--force')
  expect((await nexus(['init', '--template', 'none'])).code).toBe(2)
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toContain('tenant_id: acme')
})

test('config show gives each value with its source and hides secrets', async () => {
  const { nexus, host, folder } = await workplace()
  await host('nexus.yaml', 'tenant_id: acme\ncache_size_mb: 7\n')
  const env = { NEXUS_AGENT: 'writer' }
  const { settings, files } = (
    await nexus(['config', 'show', '--json', '--user', 'ann'], { env })
  ).json<{
    settings: readonly { key: string; value: unknown; source: string }[]
    files: readonly string[]
  }>()
  expect(files).toEqual([join(folder, 'nexus.yaml')])
  expect(settings).toContainEqual({ key: 'cache_size_mb', value: 7, source: 'nexus.yaml:2' })
  expect(settings).toContainEqual({ key: 'agent_id', value: 'writer', source: 'NEXUS_AGENT' })
  expect(settings).toContainEqual({ key: 'user_id', value: 'ann', source: 'argument' })
  expect((await nexus(['config', 'show'], { env })).stdout).toMatch(
    /^tenant_id +acme +nexus\.yaml:1$/m,
  )
  expect((await nexus(['config', 'path'])).stdout).toBe(`${join(folder, 'nexus.yaml')}\n`)
  expect(existsSync(join(folder, 'nexus-data'))).toBe(false)
})

test('config validate lists every problem with its line and ends with 2', async () => {
  const { nexus, host } = await workplace()
  await host('nexus.yaml', 'cache_size_mb: many\nfrobnicate: 1\n')
  const run = await nexus(['config', 'validate'])
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('nexus.yaml:1')
  expect(run.stderr).toContain('nexus.yaml:2')
})

test('doctor reports what is well and what is not', async () => {
  const { nexus, host } = await workplace()
  const well = await nexus(['doctor'])
  expect(well.code).toBe(0)
  expect(well.stdout).toMatch(/^ok {5}Node\.js: v/m)
  expect(well.stdout).toMatch(/^ok {5}store sqlite: /m)
  expect((await nexus(['doctor', '--json'])).json()).toMatchObject({ ok: true })
  await host('nexus.yaml', 'frobnicate: 1\n')
  const wrong = await nexus(['doctor'])
  expect(wrong.code).toBe(1)
  expect(wrong.stdout).toMatch(/^wrong +configuration: CONFIG_INVALID/m)
})

test('mount list shows the mounts of the configuration', async () => {
  const { nexus, host } = await workplace()
  await host(
    'nexus.yaml',
    'backends:\n  - type: local\n    mount_point: /mnt/big\n    config: { root: ./big }\n',
  )
  const rows = (await nexus(['mount', 'list', '--json'])).json<readonly { mountPoint: string }[]>()
  expect(rows.map(({ mountPoint }) => mountPoint)).toContain('/mnt/big')
  expect((await nexus(['mount', 'list'])).stdout).toMatch(/^\/mnt\/big +local +cas/m)
})

test('version says which, and touches nothing', async () => {
  const { nexus, folder } = await workplace()
  expect((await nexus(['version'])).stdout).toMatch(/^nexus \d+\.\d+\.\d+ \(Node\.js /)
  expect((await nexus(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await nexus(['version', '--json'])).json()).toMatchObject({ node: process.versions.node })
  expect(existsSync(join(folder, 'nexus-data'))).toBe(false)
})
