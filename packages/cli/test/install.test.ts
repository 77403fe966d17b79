import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { provides } from './project.fixture.ts'
import { type PublishedPackage, packageRegistry } from './registry.fixture.ts'
import { type RunOptions, type Workplace, workplace } from './run.fixture.ts'

// Package managers take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 })

const AUDIT: PublishedPackage = {
  name: 'nexusfs-plugin-audit',
  version: '1.2.0',
  description: 'Writes down who did what',
  keywords: ['nexusfs-plugin'],
  ...provides({ kind: 'plugin', type: 'audit', title: 'Audit', hooks: ['afterWrite'] }),
  files: {
    'index.js': `import { writeFileSync } from 'node:fs'
writeFileSync(new URL('../../imported.txt', import.meta.url), '')
export default { kind: 'plugin', apiVersion: 1, name: 'audit', version: '1.2.0', description: 'Audit',
  hooks: { afterWrite() {} } }`,
  },
}
const SHED: PublishedPackage = {
  name: '@acme/nexusfs-backend-shed',
  ...provides({ kind: 'backend', type: 'shed', title: 'A shed' }),
  files: { 'index.js': 'export default {}' },
}
const OTHER: PublishedPackage = { name: 'left-pad', keywords: ['pad'] }
const FUTURE: PublishedPackage = {
  name: 'nexusfs-plugin-future',
  ...provides({ kind: 'plugin', type: 'future', apiVersion: 2 }),
}

/** A project whose package manager asks a registry on loopback. */
async function projectWith(
  packages: readonly PublishedPackage[],
  search?: 'packages' | number | string,
): Promise<Workplace & { readonly requests: readonly string[] }> {
  const place = await workplace()
  const registry = await packageRegistry(packages, { search: search ?? 'packages' })
  const env = registry.environment(place.folder)
  await place.host('package.json', '{ "name": "project", "private": true }\n')
  await place.host('.npmrc', `registry=${registry.url}\n`)
  return {
    ...place,
    requests: registry.requests,
    nexus: (args, options: RunOptions = {}) =>
      place.nexus(args, { ...options, env: { ...env, ...options.env } }),
  }
}

const dependencies = async (folder: string): Promise<object> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).dependencies ?? {}

test('install shows version, publisher and hooks, installs, asks, and enables after a yes', async () => {
  const { nexus, folder } = await projectWith([AUDIT])
  const refused = await nexus(['plugins', 'install', 'nexusfs-plugin-audit'], { terminal: 'n\n' })
  expect(refused.code).toBe(0)
  expect(refused.stderr).toContain('1.2.0, published by ann')
  expect(refused.stderr).toContain('hooks: afterWrite')
  expect(refused.stderr).toMatch(
    /Enable the plugin audit 1\.2\.0 \(afterWrite\) in .*nexus\.yaml\? \[y\/N\]/,
  )
  expect(refused.stderr).toContain('"nexus plugins enable audit" does it')
  expect(await dependencies(folder)).toEqual({ 'nexusfs-plugin-audit': '^1.2.0' })
  expect(existsSync(join(folder, 'nexus.yaml'))).toBe(false)
  expect(existsSync(join(folder, 'imported.txt'))).toBe(false)
  const agreed = await nexus(['plugins', 'install', 'nexusfs-plugin-audit'], { terminal: 'y\n' })
  expect(agreed.code).toBe(0)
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe('plugins:\n  - audit\n')
  expect((await nexus(['write', '/a.txt', 'x'])).code).toBe(0)
  expect(existsSync(join(folder, 'imported.txt'))).toBe(true)
})

test('where nobody can be asked nothing is enabled, unless --yes says so', async () => {
  const { nexus, folder } = await projectWith([AUDIT])
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--json'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.json()).toMatchObject({
    package: 'nexusfs-plugin-audit',
    version: '1.2.0',
    publisher: 'ann',
    enabled: [],
    provides: [{ kind: 'plugin', type: 'audit', state: 'disabled', hooks: ['afterWrite'] }],
  })
  const yes = await nexus(['plugins', 'install', 'nexusfs-plugin-audit@1.2.0', '--yes', '--json'])
  expect(yes.json()).toMatchObject({ enabled: ['audit'] })
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe('plugins:\n  - audit\n')
})

test('a backend is installed and says how it is used', async () => {
  const { nexus } = await projectWith([SHED])
  const run = await nexus(['plugins', 'install', '@acme/nexusfs-backend-shed'])
  expect(run.code).toBe(0)
  expect(run.stderr).toContain('use it with "type: shed" in nexus.yaml')
  expect((await nexus(['backend', 'list'])).stdout).toMatch(/^shed +- +1\.0\.0 +@acme/m)
})

test('what the registry says cannot write to the terminal what it likes', async () => {
  const evil = { ...AUDIT, description: '\u001b[2Jnice \u202egnp', scripts: {} }
  const { nexus } = await projectWith([evil])
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--dry-run'], {
    terminal: true,
    env: { NO_COLOR: '1' },
  })
  expect(run.code).toBe(0)
  expect(run.stderr).toContain('\\x1b[2Jnice \\u202egnp')
  expect(run.stderr).not.toContain('\u001b[2J')
})

test('a dry run shows the command and does nothing', async () => {
  const { nexus, folder } = await projectWith([AUDIT])
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--dry-run', '--json'])
  expect(run.json()).toMatchObject({
    dryRun: true,
    version: '1.2.0',
    command: ['npm', 'install', 'nexusfs-plugin-audit'],
  })
  expect(existsSync(join(folder, 'node_modules'))).toBe(false)
})

test('what is no package for Nexus is refused before it is on the disk', async () => {
  const { nexus, folder } = await projectWith([OTHER])
  const run = await nexus(['plugins', 'install', 'left-pad'])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain('PLUGIN_MANIFEST_INVALID')
  expect(run.stderr).toContain('nexusfs-plugin-left-pad')
  expect(await dependencies(folder)).toEqual({})
  const none = await nexus(['plugins', 'install', 'nexusfs-plugin-none'])
  expect(none.code).toBe(3)
  expect(none.stderr).toContain('nexus plugins search')
  const version = await nexus(['plugins', 'install', 'left-pad@9'])
  expect(version.code).toBe(3)
  expect(version.stderr).toContain('no package left-pad@9 (')
})

test('one that this version cannot use is installed, named with its problem, and not enabled', async () => {
  const { nexus, folder } = await projectWith([FUTURE])
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-future', '--yes'])
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('PLUGIN_API_VERSION')
  expect(existsSync(join(folder, 'nexus.yaml'))).toBe(false)
})

test.each([
  './audit',
  '../audit',
  '/tmp/audit',
  '~/audit',
  'audit.tgz',
  'audit@other.tar.gz',
  'C:\\audit',
  'https://example.org/audit.tgz',
  'git+ssh://git@example.org/a.git',
  'file:audit',
  'github:acme/audit',
  'acme/audit',
  'npm:audit@1',
  'audit@npm:other@1',
  'audit@file:../x',
  'audit@../x',
  '@acme/audit/more',
  '@-x;rm/y',
  'Audit',
  'audit; touch x',
  '$(touch x)',
  'node_modules',
  '',
])('the name %j is refused and nobody is asked', async (name) => {
  const { nexus, folder, requests } = await projectWith([])
  const run = await nexus(['plugins', 'install', '--', name])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain('not the name of a package')
  expect(requests).toEqual([])
  expect(existsSync(join(folder, 'x'))).toBe(false)
})

test('a package manager that fails is quoted, and nothing is enabled', async () => {
  const { nexus, folder, host } = await projectWith([
    { ...AUDIT, scripts: { postinstall: 'echo broken-script >&2; exit 3' } },
  ])
  await host(
    'package.json',
    '{ "private": true, "allowScripts": { "nexusfs-plugin-audit": true } }',
  )
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--yes', '--json'], {
    env: { npm_config_ignore_scripts: 'false' },
  })
  expect(run).toMatchObject({ code: 1, stdout: '' })
  const { error } = JSON.parse(run.stderr)
  expect(error.message).toContain('broken-script')
  expect(error.hint).toContain('npm install nexusfs-plugin-audit')
  expect(existsSync(join(folder, 'nexus.yaml'))).toBe(false)
})

test('without a package manager the command is given', async () => {
  const { nexus } = await projectWith([AUDIT])
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-audit'], {
    env: { PATH: '/nonexistent' },
  })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('Cannot run npm')
})

test('uninstall takes the plugin out of nexus.yaml and removes the package, after asking', async () => {
  const { nexus, folder, host } = await projectWith([AUDIT])
  await host('nexus.yaml', '# ours\nplugins: []\n')
  await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--yes'])
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe('# ours\nplugins: [audit]\n')
  const refused = await nexus(['plugins', 'uninstall', 'audit'], { terminal: 'n\n' })
  expect(refused.code).toBe(130)
  const dry = await nexus(['plugins', 'uninstall', 'audit', '--dry-run'])
  expect(dry.stdout).toContain('would run npm uninstall nexusfs-plugin-audit')
  const gone = await nexus(['plugins', 'uninstall', 'audit', '--json'])
  expect(gone.json()).toMatchObject({ package: 'nexusfs-plugin-audit', removed: ['audit'] })
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toBe('# ours\nplugins: []\n')
  expect(await dependencies(folder)).toEqual({})
  expect((await nexus(['plugins', 'uninstall', 'audit'])).code).toBe(2)
  expect((await nexus(['plugins', 'uninstall', 'local'])).stderr).toContain('comes with nexusfs')
})

test('a project of pnpm is left to pnpm', async () => {
  const { nexus, folder, host } = await projectWith([AUDIT])
  await host('package.json', '{ "private": true, "packageManager": "pnpm@12.21.0" }')
  await host('pnpm-workspace.yaml', 'pmOnFail: ignore\n')
  const run = await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--yes', '--json'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.json()).toMatchObject({ publisher: 'ann', enabled: ['audit'] })
  expect(existsSync(join(folder, 'pnpm-lock.yaml'))).toBe(true)
  expect(existsSync(join(folder, 'package-lock.json'))).toBe(false)
  expect((await nexus(['plugins', 'doctor'])).code).toBe(0)
  expect((await nexus(['plugins', 'search', '--json'])).json()).toMatchObject([{ installed: true }])
  const gone = await nexus(['plugins', 'uninstall', 'audit'])
  expect(gone.stderr).toContain('uninstalled')
  expect(await dependencies(folder)).toEqual({})
})

test('what the configuration needs is not uninstalled', async () => {
  const { nexus, host, folder } = await projectWith([SHED])
  await nexus(['plugins', 'install', '@acme/nexusfs-backend-shed'])
  await host('nexus.yaml', 'backends:\n  - { type: shed, mount_point: /mnt/shed }\n')
  const run = await nexus(['plugins', 'uninstall', 'shed', '--yes'])
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('is in use')
  expect(await dependencies(folder)).toHaveProperty('@acme/nexusfs-backend-shed')
})

test('without a project packages go to those of the user, and are used from there', async () => {
  const place = await workplace()
  const registry = await packageRegistry([AUDIT])
  const env = { ...registry.environment(place.folder) }
  const home = join(place.folder, '.nexus')
  await place.host('.npmrc', `registry=${registry.url}\n`)
  const run = await place.nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--yes'], { env })
  expect(run.code).toBe(0)
  expect(await dependencies(join(home, 'packages'))).toEqual({ 'nexusfs-plugin-audit': '^1.2.0' })
  expect(await readFile(join(home, 'config.yaml'), 'utf8')).toBe('plugins:\n  - audit\n')
  expect(
    (await place.nexus(['plugins', 'list', '--kind', 'plugin', '--json'])).json(),
  ).toMatchObject([{ type: 'audit', state: 'enabled', tier: 'user' }])
})

test('beside a nexus.yaml without a package.json one is made, so that nothing goes elsewhere', async () => {
  const { nexus, host, folder } = await projectWith([AUDIT])
  await rm(join(folder, 'package.json'))
  await host('nexus.yaml', 'gc: manual\n')
  expect((await nexus(['plugins', 'install', 'nexusfs-plugin-audit', '--yes'])).code).toBe(0)
  expect(await dependencies(folder)).toEqual({ 'nexusfs-plugin-audit': '^1.2.0' })
  expect(await readFile(join(folder, 'nexus.yaml'), 'utf8')).toContain('  - audit\n')
})

describe('search', () => {
  test('lists packages with the keyword, and which are installed', async () => {
    const { nexus, requests } = await projectWith([AUDIT, OTHER])
    await nexus(['plugins', 'install', 'nexusfs-plugin-audit'])
    const run = await nexus(['plugins', 'search', 'who'])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(
      /^nexusfs-plugin-audit +1\.2\.0 +ann +2026-01-02 +installed +Writes down who did what$/m,
    )
    expect(run.stdout).not.toContain('left-pad')
    const asked = requests.find((request) => request.startsWith('/-/v1/search'))
    expect(new URLSearchParams(asked?.split('?')[1]).get('text')).toBe(
      'keywords:nexusfs-plugin who',
    )
    expect((await nexus(['plugins', 'search', '--limit', '0', '--json'])).json()).toEqual([])
  })

  test('a registry that takes the keyword for a word is asked in words', async () => {
    const { nexus } = await projectWith([AUDIT, OTHER], 'words')
    expect((await nexus(['plugins', 'search', '--json'])).json()).toMatchObject([
      { name: 'nexusfs-plugin-audit', version: '1.2.0', publisher: '' },
    ])
    expect((await nexus(['plugins', 'search'])).stdout).not.toContain('left-pad')
  })

  test('a registry without such packages says so', async () => {
    const run = await (await projectWith([OTHER])).nexus(['plugins', 'search'])
    expect(run).toMatchObject({ code: 0, stdout: '' })
    expect(run.stderr).toBe('The registry has no such package.\n')
  })

  test.each([404, 405, 501, '<html>what</html>'])(
    'a registry that answers %j is said to have none',
    async (answer) => {
      const { nexus } = await projectWith([], answer)
      const run = await nexus(['plugins', 'search'])
      expect(run).toMatchObject({ code: 1, stdout: '' })
      expect(run.stderr).toMatch(/^nexus: NOT_SUPPORTED: The registry .* has no search/)
      expect(run.stderr).toContain('works without it')
    },
  )

  test.each([
    [401, 4, 'NO_CREDENTIALS'],
    [503, 6, 'UNAVAILABLE'],
  ])('status %i is exit code %i', async (status, code, name) => {
    const { nexus } = await projectWith([], status)
    const run = await nexus(['plugins', 'search'])
    expect(run.code).toBe(code)
    expect(run.stderr).toContain(name)
  })

  test('a registry that is away is UNAVAILABLE', async () => {
    const { nexus, host } = await projectWith([])
    await host('.npmrc', 'registry=http://127.0.0.1:9/\n')
    const run = await nexus(['plugins', 'search'], {
      env: { npm_config_registry: 'http://127.0.0.1:9/' },
    })
    expect(run.code).toBe(6)
    expect(run.stderr).toContain('Cannot reach the registry')
  })
})
