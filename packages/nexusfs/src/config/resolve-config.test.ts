// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { join } from 'node:path'
import { createMemoryBackend } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { workspaceOf } from './config.fixture.ts'
import { type EffectiveConfig, resolveConfig } from './resolve-config.ts'
import type { SettingKey } from './settings.ts'

const sourceOf = ({ origins }: EffectiveConfig, key: SettingKey) => origins[key]?.text

describe('precedence', () => {
  const project = { 'nexus.yaml': 'tenant_id: file\n' }
  const home = { '~/.nexus/config.yaml': '# mine\ntenant_id: home\n' }
  const env = { NEXUS_TENANT_ID: 'environment' }
  const tenantId = 'argument'

  test.each([
    [
      'the argument beats all',
      { ...project, ...home },
      env,
      { tenantId },
      ['argument', 'argument'],
    ],
    [
      'the environment beats files',
      { ...project, ...home },
      env,
      {},
      ['environment', 'NEXUS_TENANT_ID'],
    ],
    ['nexus.yaml beats the home file', { ...project, ...home }, {}, {}, ['file', 'nexus.yaml:1']],
    ['the home file beats defaults', home, {}, {}, ['home', '~/.nexus/config.yaml:2']],
    [
      'undefined in the argument sets nothing',
      home,
      {},
      { tenantId: undefined },
      ['home', '~/.nexus/config.yaml:2'],
    ],
    [
      'an empty variable sets nothing',
      home,
      { NEXUS_TENANT_ID: '' },
      {},
      ['home', '~/.nexus/config.yaml:2'],
    ],
    ['without any there is none', {}, {}, {}, [undefined, undefined]],
  ])('%s', async (_, files, variables, input, expected) => {
    const config = await resolveConfig(input, workspaceOf(files, variables))
    expect([config.settings.tenantId, sourceOf(config, 'tenantId')]).toEqual(expected)
  })

  test('each key comes from the strongest place that has it', async () => {
    const surroundings = workspaceOf(
      {
        'nexus.yaml': 'gc: manual\ndedup: shared\n',
        '~/.nexus/config.yaml': 'gc: auto\nuser_id: u\n',
      },
      { NEXUS_DEDUP: 'space' },
    )
    const config = await resolveConfig({ tenantId: 'a' }, surroundings)
    expect(config.settings).toMatchObject({
      tenantId: 'a',
      dedup: 'space',
      gc: 'manual',
      userId: 'u',
    })
    expect(config.files).toEqual([
      join(surroundings.cwd, 'nexus.yaml'),
      join(surroundings.home, '.nexus/config.yaml'),
    ])
  })

  test('a named file replaces ./nexus.yaml and still yields to the environment', async () => {
    const files = {
      'nexus.yaml': 'gc: manual\nrun: x\n',
      'other.yaml': 'gc: auto\ndedup: shared\n',
    }
    const config = await resolveConfig('other.yaml', workspaceOf(files, { NEXUS_DEDUP: 'space' }))
    expect(config.settings).toMatchObject({ gc: 'auto', dedup: 'space' })
    expect(config.settings.run).toBeUndefined()
    expect(sourceOf(config, 'gc')).toBe('other.yaml:1')
  })

  test('NEXUS_CONFIG names a file, and the argument beats it', async () => {
    const surroundings = workspaceOf(
      { 'a.yaml': 'run: a', 'b.yaml': 'run: b' },
      { NEXUS_CONFIG: 'a.yaml' },
    )
    expect((await resolveConfig(undefined, surroundings)).settings.run).toBe('a')
    expect((await resolveConfig({ config: 'b.yaml' }, surroundings)).settings.run).toBe('b')
  })

  test('nexus.yml is read like nexus.yaml', async () => {
    const config = await resolveConfig(undefined, workspaceOf({ 'nexus.yml': 'run: a' }))
    expect(sourceOf(config, 'run')).toBe('nexus.yml:1')
  })

  test('a structure is taken whole', async () => {
    const files = {
      'nexus.yaml': 'backend: { type: memory }',
      '~/.nexus/config.yaml': 'backend: { type: local, config: { root: /x } }',
    }
    const { settings } = await resolveConfig(undefined, workspaceOf(files))
    expect(settings.backend).toEqual({ type: 'memory' })
  })
})

describe('defaults', () => {
  test('are those of the embedded stack', async () => {
    const surroundings = workspaceOf()
    const { settings, origins, files } = await resolveConfig(undefined, surroundings)
    expect(settings).toEqual({
      mode: 'embedded',
      dataDir: join(surroundings.cwd, 'nexus-data'),
      dbPath: join(surroundings.cwd, 'nexus-data/metadata.db'),
      store: { type: 'sqlite' },
      backend: { type: 'local' },
      isAdmin: false,
      permissions: 'off',
      cacheSizeMb: 100,
      dedup: 'space',
      durability: 'full',
      inlineMaxBytes: 65_536,
      logLevel: 'silent',
      allowNetworkFs: false,
      enableVectorSearch: false,
      enableLlmCache: false,
    })
    expect(files).toEqual([])
    expect(new Set(Object.values(origins).map(({ kind }) => kind))).toEqual(new Set(['default']))
  })

  test('the database lies in the data folder, wherever that is', async () => {
    const { settings } = await resolveConfig({ dataDir: '/srv/nexus' }, workspaceOf())
    expect(settings.dbPath).toBe('/srv/nexus/metadata.db')
  })

  test('nothing is inline where the default backend is a bucket', async () => {
    const { settings } = await resolveConfig({ backend: { type: 's3' } }, workspaceOf())
    expect(settings.inlineMaxBytes).toBe(0)
  })

  test('an adapter made in code has an origin and no setting', async () => {
    const config = await resolveConfig({ backend: createMemoryBackend() }, workspaceOf())
    expect(config.settings.backend).toBeUndefined()
    expect(sourceOf(config, 'backend')).toBe('argument')
  })
})

describe('paths of the host', () => {
  test('in a file count from its folder, in the argument and environment from the working directory', async () => {
    const files = { 'conf/nexus.yaml': 'data_dir: data\ntmp_dir: ../tmp\n' }
    const surroundings = workspaceOf(files, { NEXUS_DB_PATH: 'db/x.db' })
    const { settings } = await resolveConfig('conf/nexus.yaml', surroundings)
    expect(settings).toMatchObject({
      dataDir: join(surroundings.cwd, 'conf/data'),
      tmpDir: join(surroundings.cwd, 'tmp'),
      dbPath: join(surroundings.cwd, 'db/x.db'),
    })
  })

  test('~ is the home folder', async () => {
    const surroundings = workspaceOf({ 'nexus.yaml': 'data_dir: ~/data\ntmp_dir: "~"\n' })
    const { settings } = await resolveConfig(undefined, surroundings)
    expect(settings.dataDir).toBe(join(surroundings.home, 'data'))
    expect(settings.tmpDir).toBe(surroundings.home)
  })
})

describe('the environment', () => {
  test('gives every scalar key, typed', async () => {
    const env = {
      NEXUS_TENANT_ID: '007',
      NEXUS_AGENT: 'writer',
      NEXUS_GROUPS: 'a, b',
      NEXUS_IS_ADMIN: '1',
      NEXUS_CACHE_SIZE_MB: '12',
      NEXUS_INLINE_MAX_BYTES: '0',
      NEXUS_ENABLE_VECTOR_SEARCH: 'TRUE',
      NEXUS_ALLOW_NETWORK_FS: 'false',
      NEXUS_RETENTION: '12h',
      NEXUS_RUN: '42',
    }
    const { settings } = await resolveConfig(undefined, workspaceOf({}, env))
    expect(settings).toMatchObject({
      tenantId: '007',
      agentId: 'writer',
      groups: ['a', 'b'],
      isAdmin: true,
      cacheSizeMb: 12,
      inlineMaxBytes: 0,
      enableVectorSearch: true,
      allowNetworkFs: false,
      retention: '12h',
      run: '42',
    })
  })

  test('that means another program does not stop the embedded mode', async () => {
    const env = { NEXUS_URL: 'https://repository.example', NEXUS_API_KEY: 'k', NEXUS_HOME: '/opt' }
    expect((await resolveConfig(undefined, workspaceOf({}, env))).settings.mode).toBe('embedded')
  })
})

describe('references', () => {
  const env = { NAME: 'acme', SIZE: '12', YES: 'true', EMPTY: '', ZIP: '0123', DOLLAR: '${NAME}' }
  const read = async (text: string) =>
    (await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': text }, env))).settings

  test.each<[string, string, object]>([
    ['a text', 'run: ${NAME}', { run: 'acme' }],
    ['parts of a text', 'run: a-${NAME}-${SIZE}', { run: 'a-acme-12' }],
    ['a number', 'cache_size_mb: ${SIZE}', { cacheSizeMb: 12 }],
    ['a truth value', 'is_admin: ${YES}', { isAdmin: true }],
    ['digits where a text is wanted', 'tenant_id: ${ZIP}', { tenantId: '0123' }],
    ['a default', 'run: ${NO:-other}', { run: 'other' }],
    ['a default of an empty variable', 'run: ${EMPTY:-other}', { run: 'other' }],
    ['a default that is not needed', 'run: ${NAME:-other}', { run: 'acme' }],
    ['a default with a colon and dashes', 'run: "${NO:-a:-b}"', { run: 'a:-b' }],
    ['a literal', 'run: $${NAME}', { run: '${NAME}' }],
    ['a dollar alone', 'run: $NAME costs $5', { run: '$NAME costs $5' }],
    ['what a variable holds is not expanded again', 'run: ${DOLLAR}', { run: '${NAME}' }],
    ['an item of a list', 'groups: [x, "${NAME}"]', { groups: ['x', 'acme'] }],
    [
      'in options, where texts stay texts until their schema asks',
      'backend: { type: s3, config: { port: "${SIZE}" } }',
      { backend: { type: 's3', config: { port: '12' } } },
    ],
    ['in a comment', '# ${NO}\nrun: a', { run: 'a' }],
    ['through an alias', 'groups: [&x "${NAME}", *x]', { groups: ['acme', 'acme'] }],
  ])('%s', async (_, text, expected) => {
    expect(await read(text)).toMatchObject(expected)
  })
})

describe('spelling', () => {
  test("options are spelled as code spells them; what lies deeper is the adapter's own", async () => {
    const text = `backends:
  - type: s3_connector
    mount_point: /mnt/s3
    config: { bucket: b, region_name: us-east-1, headers: { x_custom: 1 } }
`
    const { settings } = await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': text }))
    expect(settings.backends).toEqual([
      {
        type: 's3_connector',
        mountPoint: '/mnt/s3',
        config: { bucket: 'b', regionName: 'us-east-1', headers: { x_custom: 1 } },
      },
    ])
  })

  test('keys without a value count as absent', async () => {
    const { settings } = await resolveConfig(
      undefined,
      workspaceOf({ 'nexus.yaml': 'tenant_id:\nbackends:\n' }),
    )
    expect(settings.tenantId).toBeUndefined()
    expect(settings.backends).toBeUndefined()
  })

  test('an empty file is fine', async () => {
    expect((await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': '' }))).settings.mode).toBe(
      'embedded',
    )
  })

  test('a plugin may be given by its name', async () => {
    const text =
      'plugins:\n  - audit\n  - name: quota\n    enabled: false\n    config: { max_files: 3 }\n    priority: 5\n    hooks: { before_write: { priority: -1 } }\n'
    const { settings } = await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': text }))
    expect(settings.plugins).toEqual([
      { name: 'audit' },
      {
        name: 'quota',
        enabled: false,
        config: { maxFiles: 3 },
        priority: 5,
        hooks: { beforeWrite: { priority: -1 } },
      },
    ])
  })

  test('a key that would change the prototype is only an unknown key', async () => {
    const surroundings = workspaceOf({ 'nexus.yaml': '__proto__: { is_admin: true }' })
    await expect(resolveConfig(undefined, surroundings)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })
})
