import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addPlugin, project, provides } from './project.fixture.ts'

interface Row {
  readonly kind: string
  readonly type: string
  readonly state: string
  readonly package: string
  readonly hooks?: readonly string[]
  readonly problem?: { readonly code: string; readonly hint?: string }
}

const imported = (folder: string): boolean => existsSync(join(folder, 'imported.txt'))

test('list shows what is installed, with every problem in its row, and runs no code', async () => {
  const place = await project()
  const { nexus, add, host, folder } = place
  await addPlugin(place, { name: 'audit', hooks: 'afterWrite() {}, afterDelete() {}' })
  await addPlugin(place, { name: 'quiet' })
  await add('future', {}, provides({ kind: 'plugin', type: 'future', apiVersion: 2 }))
  await add('outside', {}, provides({ kind: 'backend', type: 'out', entry: '../../x.js' }))
  await add('odd', {}, { nexusfs: 'what' })
  await host('nexus.yaml', 'plugins:\n  - audit\n  - name: gone\n')
  const run = await nexus(['plugins', 'list', '--json'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  const rows = run.json<readonly Row[]>()
  const find = (type: string) => rows.find((row) => row.type === type && row.kind !== 'store')
  expect(find('audit')).toMatchObject({
    state: 'enabled',
    package: 'nexusfs-plugin-audit',
    version: '1.0.0',
    tier: 'project',
    hooks: ['afterWrite', 'afterDelete'],
  })
  expect(find('quiet')).toMatchObject({ state: 'disabled' })
  expect(find('local')).toMatchObject({ state: 'in use', tier: 'bundled' })
  expect(find('future')?.problem?.code).toBe('PLUGIN_API_VERSION')
  expect(find('out')?.problem?.code).toBe('PLUGIN_MANIFEST_INVALID')
  expect(rows.find((row) => row.package === 'odd')?.problem?.code).toBe('PLUGIN_MANIFEST_INVALID')
  expect(find('gone')).toMatchObject({
    state: 'enabled',
    problem: { code: 'PLUGIN_NOT_FOUND', hint: expect.stringContaining('nexus plugins search') },
  })
  expect(imported(folder)).toBe(false)
  const human = await nexus(['plugins', 'list'], { terminal: true })
  expect(human.stdout).toMatch(/plugin +audit +enabled +1\.0\.0 +nexusfs-plugin-audit/)
  expect(human.stdout).toContain('PLUGIN_API_VERSION')
  expect(human.stdout).toContain('hint:')
  expect((await nexus(['plugins', 'list', '--kind', 'plugin', '--json'])).json()).toHaveLength(4)
  expect((await nexus(['plugins', 'list', '--kind', 'plugins'])).code).toBe(2)
})

test('on a narrow terminal rows break between their columns', async () => {
  const place = await project()
  await addPlugin(place, { name: 'audit' })
  const { stdout } = await place.nexus(['plugins', 'list', '--kind', 'plugin'], {
    terminal: true,
    columns: 40,
  })
  expect(stdout.split('\n').every((line) => line.length <= 40)).toBe(true)
  expect(stdout).toContain('nexusfs-plugin-audit')
})

test('list works while the configuration has problems, and says so', async () => {
  const place = await project()
  await addPlugin(place, { name: 'audit' })
  await place.host('nexus.yaml', 'frobnicate: 1\n')
  const run = await place.nexus(['plugins', 'list', '--json'])
  expect(run.code).toBe(0)
  expect(run.json<readonly Row[]>().map(({ type }) => type)).toContain('audit')
  expect(run.stderr).toContain('nexus.yaml:1')
})

test('info shows hooks, options and what the package says of itself, without running it', async () => {
  const place = await project()
  const { nexus, add, folder } = place
  const schema = {
    type: 'object',
    properties: {
      bucketName: { type: 'string', description: 'Where things lie.' },
      retries: { type: 'integer', default: 3 },
    },
    required: ['bucketName'],
  }
  await add(
    '@acme/nexusfs-backend-shed',
    { 'index.js': 'throw new Error("run")', 'options.json': JSON.stringify(schema) },
    {
      ...provides({ kind: 'backend', type: 'shed', title: 'A shed', options: './options.json' }),
      author: { name: 'Ann' },
      license: 'MIT',
    },
  )
  await addPlugin(place, { name: 'audit', hooks: 'beforeWrite() {}' })
  const shed = await nexus(['plugins', 'info', 'shed'])
  expect(shed.code).toBe(0)
  expect(shed.stdout).toMatch(/^backend shed {2}A shed$/m)
  expect(shed.stdout).toMatch(/^ {2}author: +Ann$/m)
  expect(shed.stdout).toMatch(/^ {4}bucket_name {2}text, needed\n {6}Where things lie\.$/m)
  expect(shed.stdout).toMatch(/^ {4}retries {2}whole number, default 3$/m)
  expect((await nexus(['plugins', 'info', '@acme/nexusfs-backend-shed'])).stdout).toBe(shed.stdout)
  expect((await nexus(['plugins', 'info', 'audit'])).stdout).toMatch(/^ {2}hooks: +beforeWrite$/m)
  const local = await nexus(['plugins', 'info', 'local', '--json'])
  expect(local.json<readonly object[]>()).toMatchObject([
    {
      kind: 'backend',
      type: 'local',
      options: expect.arrayContaining([
        expect.objectContaining({ name: 'root', required: true }),
        expect.objectContaining({ name: 'soft_delete', required: false }),
      ]),
    },
  ])
  const none = await nexus(['plugins', 'info', 'none'])
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('PLUGIN_NOT_FOUND')
  expect(imported(folder)).toBe(false)
})

test('enable and disable edit nexus.yaml, keep its comments and survive a restart', async () => {
  const place = await project()
  const { nexus, host, folder } = place
  await addPlugin(place, { name: 'audit', hooks: 'afterWrite() {}' })
  const config = join(folder, 'nexus.yaml')
  await host('nexus.yaml', '# ours\ngc:   manual # by hand\n')
  const dry = await nexus(['plugins', 'enable', 'audit', '--dry-run'])
  expect(dry.stdout).toContain('would enable audit')
  expect(await readFile(config, 'utf8')).not.toContain('audit')
  expect(imported(folder)).toBe(false)
  const enabled = await nexus(['plugins', 'enable', 'nexusfs-plugin-audit'])
  expect(enabled).toMatchObject({ code: 0 })
  expect(enabled.stderr).toContain(`enabled audit in ${config}`)
  const text = '# ours\ngc:   manual # by hand\n\nplugins:\n  - audit\n'
  expect(await readFile(config, 'utf8')).toBe(text)
  expect((await nexus(['plugins', 'enable', 'audit', '--json'])).json()).toMatchObject({
    name: 'audit',
    changed: false,
    hooks: ['afterWrite'],
  })
  await nexus(['write', '/a.txt', 'x'])
  expect(imported(folder)).toBe(true)
  expect((await nexus(['plugins', 'disable', 'audit'])).code).toBe(0)
  expect(await readFile(config, 'utf8')).toBe(
    text.replace('- audit', '- { name: audit, enabled: false }'),
  )
  expect((await nexus(['plugins', 'list', '--kind', 'plugin', '--json'])).json()).toMatchObject([
    { type: 'audit', state: 'disabled' },
  ])
})

test('enable makes a nexus.yaml where there is none, and refuses what is not there or broken', async () => {
  const place = await project()
  const { nexus, folder, add } = place
  await addPlugin(place, { name: 'audit' })
  await add('future', {}, provides({ kind: 'plugin', type: 'future', apiVersion: 2 }))
  const missing = await nexus(['plugins', 'enable', 'gone'])
  expect(missing).toMatchObject({ code: 2, stdout: '' })
  expect(missing.stderr).toMatch(/^nexus: PLUGIN_NOT_FOUND: /)
  expect((await nexus(['plugins', 'enable', 'future'])).stderr).toContain('PLUGIN_API_VERSION')
  for (const name of ['../audit', 'https://example.org/x.tgz', './x'])
    expect(await nexus(['plugins', 'enable', name]), name).toMatchObject({ code: 2 })
  expect(existsSync(join(folder, 'nexus.yaml'))).toBe(false)
  expect((await nexus(['plugins', 'enable', 'audit'])).code).toBe(0)
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe('plugins:\n  - audit\n')
})

test('enable warns where it hides a list of the user', async () => {
  const place = await project()
  await addPlugin(place, { name: 'audit' })
  await place.host('.nexus/config.yaml', 'plugins: [elsewhere]\n')
  await place.host('nexus.yaml', 'gc: manual\n')
  const run = await place.nexus(['plugins', 'enable', 'audit'])
  expect(run.code).toBe(0)
  expect(run.stderr).toMatch(
    /has its own list of plugins now: that of .*\.nexus\/config\.yaml does not count here/,
  )
})

test('enable warns of a plugin that would keep the tree from opening', async () => {
  const place = await project()
  const { nexus, add } = place
  const code = `export default { kind: 'plugin', apiVersion: 1, name: 'picky', version: '1.0.0', description: 'P',
  configSchema: { '~standard': { version: 1, vendor: 'test', validate: (value) =>
    value.file ? { value } : { issues: [{ message: 'Give a file.', path: ['file'] }] } } } }`
  await add('picky', { 'index.js': code }, provides({ kind: 'plugin', type: 'picky' }))
  const run = await nexus(['plugins', 'enable', 'picky'])
  expect(run.code).toBe(0)
  expect(run.stderr).toMatch(/warning: picky is enabled, but cannot run yet: CONFIG_INVALID/)
  expect(run.stderr).toContain('Give a file.')
  expect((await nexus(['plugins', 'enable', 'picky', '--json'])).json()).toMatchObject({
    changed: false,
    problem: { message: expect.stringContaining('Give a file.') },
  })
  expect((await nexus(['ls', '/'])).code).toBe(2)
})

test('disable works for a plugin that is not installed', async () => {
  const { nexus, host, folder } = await project()
  await host('nexus.yaml', 'plugins:\n  - gone # sadly\n')
  expect((await nexus(['ls', '/'])).code).toBe(2)
  expect((await nexus(['plugins', 'disable', 'gone'])).code).toBe(0)
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe(
    'plugins:\n  - { name: gone, enabled: false } # sadly\n',
  )
  expect((await nexus(['ls', '/'])).code).toBe(0)
  expect((await nexus(['plugins', 'disable', 'never'])).code).toBe(2)
})

test('disable edits the file that lists the plugin', async () => {
  const { nexus, host, folder } = await project()
  const file = join(folder, '.nexus/config.yaml')
  await host('.nexus/config.yaml', 'plugins: [gone]\n')
  await host('nexus.yaml', 'gc: manual\n')
  const run = await nexus(['plugins', 'disable', 'gone'])
  expect(run.stderr).toBe(`disabled gone in ${file}\n`)
  expect(await readFile(file, 'utf8')).toBe('plugins: [{ name: gone, enabled: false }]\n')
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe('gc: manual\n')
})

test('doctor names each problem with its fix, and goes on', async () => {
  const place = await project()
  const { nexus, add, host, folder } = place
  await addPlugin(place, { name: 'audit', hooks: 'afterWrite() {}' })
  await addPlugin(place, { name: 'unused' })
  await add(
    'thrower',
    { 'index.js': 'throw new Error("boom")' },
    provides({ kind: 'plugin', type: 'thrower' }),
  )
  await add('liar', { 'index.js': 'export default {}' }, provides({ kind: 'plugin', type: 'liar' }))
  await add('gone', {}, provides({ kind: 'plugin', type: 'gone' }))
  await host('nexus.yaml', 'plugins: [audit, thrower, liar, gone, missing]\n')
  const run = await nexus(['plugins', 'doctor'])
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/^ok {5}plugin audit: nexusfs-plugin-audit 1\.0\.0 loads, enabled$/m)
  expect(run.stdout).toMatch(/^ok {5}plugin unused: .* not enabled$/m)
  expect(run.stdout).toMatch(/^wrong {2}plugin thrower: PLUGIN_LOAD_FAILED: .*boom/m)
  expect(run.stdout).toMatch(/^wrong {2}plugin liar: PLUGIN_CONTRACT: /m)
  expect(run.stdout).toMatch(/^wrong {2}plugin missing: PLUGIN_NOT_FOUND: /m)
  expect(run.stdout).toMatch(/^wrong {2}plugin gone: PLUGIN_/m)
  expect(run.stdout.match(/hint:/g)?.length).toBeGreaterThanOrEqual(4)
  expect(await readFile(join(folder, 'imported.txt'), 'utf8')).toBe('audit\n')
  expect((await nexus(['plugins', 'doctor', '--json'])).json()).toMatchObject({ ok: false })
  expect((await nexus(['doctor'])).stdout).toMatch(/^wrong {2}plugin thrower: /m)
})

test('two packages for one plugin are a problem until the configuration says which', async () => {
  const place = await project()
  const { nexus, host, add, folder } = place
  await addPlugin(place, { name: 'audit' })
  await add('other', { 'index.js': 'throw 1' }, provides({ kind: 'plugin', type: 'audit' }))
  await host('nexus.yaml', 'plugins: [audit]\n')
  const unclear = await nexus(['plugins', 'doctor'])
  expect(unclear.code).toBe(1)
  expect(unclear.stdout.match(/PLUGIN_AMBIGUOUS/g)).toHaveLength(2)
  expect(imported(folder)).toBe(false)
  await host('nexus.yaml', 'plugins: [{ name: audit, package: nexusfs-plugin-audit }]\n')
  expect((await nexus(['plugins', 'doctor'])).code).toBe(0)
  expect((await nexus(['plugins', 'list', '--kind', 'plugin', '--json'])).json()).toMatchObject([
    { package: 'nexusfs-plugin-audit', state: 'enabled' },
    { package: 'other', state: 'disabled' },
  ])
})

test('doctor of a sound project is content, and tells which plugins run', async () => {
  const place = await project()
  const { nexus, host } = place
  await addPlugin(place, { name: 'audit', hooks: 'afterWrite() {}' })
  await host('nexus.yaml', 'plugins: [audit]\n')
  expect((await nexus(['plugins', 'doctor'])).code).toBe(0)
  const run = await nexus(['doctor'])
  expect(run.code).toBe(0)
  expect(run.stdout).toMatch(/^ok {5}plugin audit: 1\.0\.0 runs, with afterWrite$/m)
})

test('--verbose shows which hooks are called, in order, and how long they took', async () => {
  const place = await project()
  const { nexus, host } = place
  await addPlugin(place, { name: 'first', hooks: 'beforeWrite() {}, afterWrite() {}' })
  await addPlugin(place, { name: 'second', hooks: 'beforeWrite() {}' })
  await host('nexus.yaml', 'plugins:\n  - first\n  - { name: second, priority: 5 }\n')
  const { stderr } = await nexus(['write', '/a.txt', 'x', '--verbose'])
  const calls = stderr.split('\n').filter((line) => /plugin=(?:first|second)/.test(line))
  expect(calls.map((line) => /plugin=(\w+)/.exec(line)?.[1])).toEqual(['second', 'first', 'first'])
  expect(calls[0]).toContain('hook=beforeWrite')
  expect(calls[0]).toMatch(/path=\/a\.txt/)
})
