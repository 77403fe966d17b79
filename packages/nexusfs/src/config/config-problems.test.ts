// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { isNexusError } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import type { ConnectOptions } from '../connect-options.ts'
import { workspaceOf } from './config.fixture.ts'
import { resolveConfig } from './resolve-config.ts'

/** The lines of the error that a configuration gives. */
async function problemsOf(
  input: string | ConnectOptions | undefined,
  surroundings: Parameters<typeof resolveConfig>[1],
): Promise<readonly string[]> {
  const error = await resolveConfig(input, surroundings).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isNexusError(error, 'CONFIG_INVALID'))
    throw new Error(`expected CONFIG_INVALID, got ${error}`)
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
}

const inYaml = (text: string, env = {}) =>
  problemsOf(undefined, workspaceOf({ 'nexus.yaml': text }, env))

describe('one problem in nexus.yaml is named with its line', () => {
  test.each<[string, string, string]>([
    [
      'an unknown key',
      'mode: embedded\ntennant_id: a',
      '2: unknown key "tennant_id" (did you mean "tenant_id"?)',
    ],
    ['an unknown key far from any', 'banana: 1', '1: unknown key "banana"'],
    ['a key in camelCase', 'dataDir: x', '1: unknown key "dataDir" (did you mean "data_dir"?)'],
    ['a key with a dash', 'data-dir: x', '1: unknown key "data-dir" (did you mean "data_dir"?)'],
    ['a key of code only', 'logger: x', '1: unknown key "logger"'],
    [
      'mode',
      'mode: embeded',
      '1: mode must be embedded, monolithic or distributed, found other text (did you mean "embedded"?)',
    ],
    [
      'url',
      'mode: monolithic\napi_key: k\nurl: nexus.example',
      '3: url must be an http or https address, found other text',
    ],
    [
      'api_key',
      'mode: monolithic\nurl: http://x\napi_key: 5',
      '3: api_key must be text, found a number',
    ],
    ['data_dir', 'data_dir: [a]', '1: data_dir must be text, found a list'],
    [
      'data_dir, empty',
      'data_dir: ""',
      '1: data_dir must be text that is not empty, found empty text',
    ],
    ['db_path', 'db_path: true', '1: db_path must be text, found true or false'],
    ['store without type', 'store:\n  config: {}', '1: store needs type'],
    [
      'store as a text',
      'store: sqlite',
      '1: store must be a mapping with a type, found other text',
    ],
    [
      'store type',
      'store:\n  type: SQLite',
      '2: store.type must be a type such as local, s3 or sqlite, found other text',
    ],
    [
      'store options under another name',
      'store:\n  type: sqlite\n  options: {}',
      '3: unknown key "store.options" (did you mean "config"?)',
    ],
    [
      'backend config',
      'backend:\n  type: local\n  config: 3',
      '3: backend.config must be a mapping of options, found a number',
    ],
    [
      'backends as a mapping',
      'backends:\n  type: s3',
      '1: backends must be a list of mounts, found a mapping',
    ],
    [
      'a mount without mount_point',
      'backends:\n  - type: local',
      '2: backends[0] needs mount_point',
    ],
    [
      'a relative mount_point',
      'backends:\n  - type: local\n    mount_point: mnt',
      '3: backends[0].mount_point must be a path that starts with /, found other text',
    ],
    [
      'priority',
      'backends:\n  - {type: local, mount_point: /a,\n     priority: high}',
      '3: backends[0].priority must be a whole number, found other text',
    ],
    [
      'readonly',
      'backends:\n  - type: local\n    mount_point: /a\n    readonly: "yes"',
      '4: backends[0].readonly must be true or false, found other text',
    ],
    [
      'an unknown key of a mount',
      'backends:\n  - type: local\n    mount_point: /a\n    read_only: true',
      '4: unknown key "backends[0].read_only" (did you mean "readonly"?)',
    ],
    [
      'a connector with layout cas',
      'backends:\n  - type: s3_connector\n    mount_point: /a\n    layout: cas',
      '4: backends[0].layout is cas, but s3_connector means path: write type s3',
    ],
    [
      'one mount point twice',
      'backends:\n  - {type: local, mount_point: /a}\n  - {type: local, mount_point: /a/}',
      '3: backends[1].mount_point is that of backends[0], at the same priority: change one',
    ],
    [
      'history of a mount of layout cas',
      'backends:\n  - type: s3\n    mount_point: /a\n    history: none',
      '4: backends[0].history is for layout path: layout cas always keeps history',
    ],
    [
      'a mount per tenant in a namespace',
      'backends:\n  - type: s3\n    mount_point: /shared/x\n    per_tenant: true',
      '4: backends[0].per_tenant needs a mount_point outside of the namespaces, such as /mnt/outputs; /shared is one',
    ],
    [
      'tenant_id',
      'tenant_id: a/b',
      '1: tenant_id must be 1 to 128 of A-Z a-z 0-9 . _ -, not starting with a dot, found other text',
    ],
    ['tenant_id as a number', 'tenant_id: 7', '1: tenant_id must be text, found a number'],
    [
      'agent_id without tenant_id',
      '# comment\nagent_id: a',
      '2: agent_id needs a tenant: agents belong to one',
    ],
    ['is_admin', 'is_admin: 1', '1: is_admin must be true or false, found a number'],
    ['groups', 'groups: staff', '1: groups must be a list of names, found other text'],
    ['a namespace without name', 'namespaces:\n  - readonly: true', '2: namespaces[0] needs name'],
    [
      'a namespace with a taken name',
      'namespaces:\n  - name: shared',
      '2: namespaces[0].name "shared" is taken: choose another name, or remove it',
    ],
    [
      'a namespace key in camelCase',
      'namespaces:\n  - name: a\n    adminOnly: true',
      '3: unknown key "namespaces[0].adminOnly" (did you mean "admin_only"?)',
    ],
    [
      'permissions',
      'permissions: strict',
      '1: permissions must be enforce or off, found other text',
    ],
    [
      'a plugin that is no name',
      'plugins:\n  - 3',
      '2: plugins[0] must be a name, or a mapping with a name, found a number',
    ],
    [
      'a hook that does not exist',
      'plugins:\n  - name: audit\n    hooks: { before_wrte: { priority: 1 } }',
      '3: unknown key "plugins[0].hooks.before_wrte" (did you mean "before_write"?)',
    ],
    [
      'a hook spelled as in code',
      'plugins:\n  - name: audit\n    hooks:\n      beforeWrite: { priority: 1 }',
      '4: unknown key "plugins[0].hooks.beforeWrite" (did you mean "before_write"?)',
    ],
    [
      'a priority of a hook that is no number',
      'plugins:\n  - name: audit\n    hooks:\n      before_write:\n        priority: high',
      '5: plugins[0].hooks.before_write.priority must be a whole number, found other text',
    ],
    [
      'a plugin twice',
      'plugins:\n  - audit\n  - name: audit',
      '3: plugins[1].name "audit" is taken: choose another name, or remove it',
    ],
    [
      'cache_size_mb',
      'cache_size_mb: -1',
      '1: cache_size_mb must be a whole number of MiB, 0 to 1048576, found a number',
    ],
    [
      'cache_size_mb, not a number',
      'cache_size_mb: .nan',
      '1: cache_size_mb must be a whole number of MiB, 0 to 1048576, found a number',
    ],
    ['dedup', 'dedup: all', '1: dedup must be space or shared, found other text'],
    ['history', 'history: full', '1: history must be cas or none, found other text'],
    ['durability', 'durability: none', '1: durability must be full or normal, found other text'],
    [
      'retention',
      'retention: 30',
      '1: retention must be a duration such as 30d or 12h, or 0, found a number',
    ],
    ['gc', 'gc: never', '1: gc must be auto or manual, found other text'],
    [
      'inline_max_bytes',
      'inline_max_bytes: 1.5',
      '1: inline_max_bytes must be a whole number of bytes, 0 to 1048576, found a number',
    ],
    [
      'log_level',
      'log_level: warning',
      '1: log_level must be debug, info, warn, error or silent, found other text (did you mean "warn"?)',
    ],
    [
      'enable_vector_search',
      'enable_vector_search: on',
      '1: enable_vector_search must be true or false, found other text',
    ],
    [
      'mode remote without url',
      'mode: distributed',
      '1: mode distributed is remote and needs url and api_key',
    ],
    [
      'url in embedded mode',
      'url: http://localhost:1',
      '1: url is for remote modes, but mode is embedded: remove it, or set mode to monolithic',
    ],
    [
      'db_path with another store',
      'store:\n  type: memory\ndb_path: a.db',
      '3: db_path is for the store sqlite, but the store is memory: remove one',
    ],
    [
      'db_path with the path of the store',
      'db_path: a.db\nstore:\n  type: sqlite\n  config: { path: b.db }',
      '1: db_path and the path of the store are both given: remove one',
    ],
    [
      'a missing variable',
      'data_dir: x\ntenant_id: ${NO_SUCH}',
      '2: the environment variable NO_SUCH is not set: set it, or write ${NO_SUCH:-default}',
    ],
    [
      'a broken reference',
      'tenant_id: ${a-b}',
      '1: a reference must be ${NAME} or ${NAME:-default}; write $${ for a literal ${',
    ],
    [
      'an open reference',
      'tenant_id: "${A"',
      '1: a reference must be ${NAME} or ${NAME:-default}; write $${ for a literal ${',
    ],
    [
      'a reference that must be quoted',
      'store: {type: memory}\ngroups: [${A}, b]',
      '2: a closing quote, bracket, comma or colon is missing; inside { } and [ ] a reference is quoted: "${NAME}"',
    ],
    ['a key twice', 'mode: embedded\nmode: embedded', '2: the key "mode" is given twice'],
    ['a key that is a number', '1: 2', '1: a key must be text; quote it'],
    ['a list as the root', '- a', '1: the file must be a mapping: lines of key: value'],
    ['a text as the root', 'just text', '1: the file must be a mapping: lines of key: value'],
    [
      'an alias without anchor',
      'tenant_id: *x',
      '1: an alias (*name) has no anchor (&name) before it',
    ],
    ['a tag', 'tenant_id: !secret x', '1: tags (!name) are not supported'],
    ['a tab', 'store:\n\ttype: x', '2: tabs cannot indent; use spaces'],
    [
      'two documents',
      'mode: embedded\n---\nmode: embedded',
      '2: there is more than one document; keep the first and drop the line ---',
    ],
    [
      'deep nesting',
      `backend: {type: local, config: ${'{a: '.repeat(40)}1${'}'.repeat(40)}}`,
      '1: the file has nesting deeper than 32: configuration is refused beyond that',
    ],
    [
      'a loop of aliases',
      'backend:\n  type: local\n  config: &a\n    b: *a',
      '4: the file has nesting deeper than 32: configuration is refused beyond that',
    ],
  ])('%s', async (_, yaml, problem) => {
    expect(await inYaml(yaml)).toEqual([`nexus.yaml:${problem}`])
  })
})

describe('limits', () => {
  test('a file above 1 MiB is refused', async () => {
    expect(await inYaml(`# ${'x'.repeat(1024 * 1024)}`)).toEqual([
      'nexus.yaml: it has 1048578 bytes, at most 1048576 are read',
    ])
  })

  test('many values are refused in little time', async () => {
    const keys = Array.from({ length: 60_000 }, (_, index) => `  k${index}: v`)
    const [problem] = await inYaml(`backend:\n  type: local\n  config:\n  ${keys.join('\n  ')}`)
    expect(problem).toContain('the file has more than 20000 values')
  })

  test('aliases of aliases do not multiply', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`,
    )
    const problems = await inYaml(`l0: &l0 [x]\n${levels.join('\n')}`)
    expect(problems.join('\n')).toContain('the file has more than 100 aliases')
  })

  test('a hundred thousand brackets are refused', async () => {
    expect(await inYaml(`tenant_id: ${'['.repeat(100_000)}`)).toContain(
      'nexus.yaml:1: the nesting is too deep',
    )
  })

  test('bytes that are no UTF-8 are refused', async () => {
    const surroundings = workspaceOf()
    const { writeFileSync } = await import('node:fs')
    writeFileSync(`${surroundings.cwd}/nexus.yaml`, Uint8Array.of(0x61, 0xff))
    expect(await problemsOf(undefined, surroundings)).toEqual(['nexus.yaml: it is not UTF-8'])
  })

  test('a folder in place of the file is refused', async () => {
    expect(await problemsOf(undefined, workspaceOf({ 'nexus.yaml/x': '' }))).toEqual([
      'nexus.yaml: it is not a file',
    ])
  })
})

describe('other places', () => {
  test.each<[string, unknown, string]>([
    ['an unknown key', { tennantId: 'a' }, 'unknown key "tennantId" (did you mean "tenantId"?)'],
    [
      'a key as YAML writes it',
      { data_dir: 'a' },
      'unknown key "data_dir" (did you mean "dataDir"?)',
    ],
    ['a key of code', { logers: {} }, 'unknown key "logers" (did you mean "logger"?)'],
    ['a wrong type', { isAdmin: 'true' }, 'isAdmin must be true or false, found other text'],
    ['a function', { tenantId: () => 'a' }, 'tenantId must be text, found a function'],
    [
      'a logger without methods',
      { logger: {} },
      'logger must be an object with debug, info, warn and error, found a mapping',
    ],
    [
      'a mount without a backend',
      { mounts: [{ mountPoint: '/a' }] },
      'mounts must be a list of mounts with backends made in code, found a list',
    ],
    [
      'a nested key',
      { backends: [{ type: 'local', mount_point: '/a', mountPoint: '/a' }] },
      'unknown key "backends[0].mount_point" (did you mean "mountPoint"?)',
    ],
    [
      'mode remote',
      { mode: 'monolithic', url: 'http://x' },
      'mode monolithic is remote and needs api_key',
    ],
  ])('%s in the argument', async (_, input, problem) => {
    expect(await problemsOf(input as ConnectOptions, workspaceOf())).toEqual([
      `argument: ${problem}`,
    ])
  })

  test.each<[string, Record<string, string>, string]>([
    [
      'a truth value',
      { NEXUS_IS_ADMIN: 'yes' },
      'NEXUS_IS_ADMIN: is_admin must be true or false, found other text',
    ],
    [
      'a number',
      { NEXUS_CACHE_SIZE_MB: 'big' },
      'NEXUS_CACHE_SIZE_MB: cache_size_mb must be a whole number of MiB, 0 to 1048576, found other text',
    ],
    [
      'a fraction',
      { NEXUS_INLINE_MAX_BYTES: '1.5' },
      'NEXUS_INLINE_MAX_BYTES: inline_max_bytes must be a whole number of bytes, 0 to 1048576, found a number',
    ],
    [
      'a choice',
      { NEXUS_GC: 'atuo' },
      'NEXUS_GC: gc must be auto or manual, found other text (did you mean "auto"?)',
    ],
    [
      'a structure',
      { NEXUS_BACKENDS: '[]' },
      'NEXUS_BACKENDS: backends is a structure: write it in nexus.yaml',
    ],
    [
      'two names that differ',
      { NEXUS_TENANT: 'a', NEXUS_TENANT_ID: 'b' },
      'NEXUS_TENANT_ID: NEXUS_TENANT_ID and NEXUS_TENANT differ: unset one of them',
    ],
    [
      'the short name',
      { NEXUS_TENANT: 'a b' },
      'NEXUS_TENANT: tenant_id must be 1 to 128 of A-Z a-z 0-9 . _ -, not starting with a dot, found other text',
    ],
    [
      'a file that is not there',
      { NEXUS_CONFIG: 'no.yaml' },
      'no.yaml: there is no such file (named by NEXUS_CONFIG): correct the path, or run `nexus init`',
    ],
  ])('%s in the environment', async (_, env, problem) => {
    expect(await problemsOf(undefined, workspaceOf({}, env))).toEqual([problem])
  })

  test('a named file that is not there', async () => {
    expect(await problemsOf('no.yaml', workspaceOf())).toEqual([
      'no.yaml: there is no such file (named by argument): correct the path, or run `nexus init`',
    ])
  })

  test('nexus.yaml beside nexus.yml', async () => {
    expect(await problemsOf(undefined, workspaceOf({ 'nexus.yaml': '', 'nexus.yml': '' }))).toEqual(
      ['nexus.yaml: nexus.yml lies beside it, and only one can count: remove one'],
    )
  })

  test('the home configuration is named with its line', async () => {
    expect(
      await problemsOf(undefined, workspaceOf({ '~/.nexus/config.yaml': '\ngc: no' })),
    ).toEqual(['~/.nexus/config.yaml:2: gc must be auto or manual, found other text'])
  })

  test.each([5, null, [], () => 1, new Map()])('connect() refuses %s', async (input) => {
    await expect(resolveConfig(input as never, workspaceOf())).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })
})

test('all problems of all places are reported at once', async () => {
  const surroundings = workspaceOf(
    {
      'nexus.yaml': 'gc: never\nbanana: 1\ntenant_id: ${NO_SUCH}\n',
      '~/.nexus/config.yaml': 'dedup: 3',
    },
    { NEXUS_MODE: 'x' },
  )
  expect(await problemsOf({ isAdmin: 1 } as never, surroundings)).toEqual([
    'nexus.yaml:3: the environment variable NO_SUCH is not set: set it, or write ${NO_SUCH:-default}',
    'argument: isAdmin must be true or false, found a number',
    'NEXUS_MODE: mode must be embedded, monolithic or distributed, found other text',
    'nexus.yaml:1: gc must be auto or manual, found other text',
    'nexus.yaml:2: unknown key "banana"',
    '~/.nexus/config.yaml:1: dedup must be space or shared, found a number',
  ])
})
