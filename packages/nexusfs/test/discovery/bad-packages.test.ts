import { join } from 'node:path'
import { type Backend, createMemoryBackend } from '@nexusfs/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ConnectOptions, connect, findPackages, type Provided } from '../../src/index.ts'
import {
  createWorld,
  dependingOn,
  manifest,
  markerCode,
  markerParts,
  type PackageParts,
  row,
  type World,
} from './packages.fixture.ts'

const memory: ConnectOptions = { store: { type: 'memory' }, backend: { type: 'memory' } }

/** A project with a sound package beside the bad one. */
function worldWith(bad: Omit<PackageParts, 'name'>): World {
  const world = createWorld()
  world.write('project/package.json', dependingOn('bad', 'good'))
  world.package('project/node_modules/good', markerParts('good', 'good'))
  world.package('project/node_modules/bad', { name: 'bad', ...bad })
  return world
}

/** The only row of the bad package; the sound one is there, without a problem, and is used. */
async function badRow(world: World): Promise<Provided> {
  const { provided } = await findPackages(world)
  const [bad, ...more] = provided.filter((one) => one.package === 'bad')
  expect(more).toEqual([])
  if (bad === undefined) throw new Error('the bad package is not listed')
  await expectGoodWorks(world)
  return bad
}

async function expectGoodWorks(world: World): Promise<void> {
  const nexus = await connect({ ...memory, plugins: ['good'] }, world)
  onTestFinished(() => nexus.close())
  await nexus.write('/a', 'x')
  expect(await nexus.readText('/a')).toBe('marked by good')
}

const one = (over: Readonly<Record<string, unknown>>) => manifest(row(over))
const ESCAPE = '\u001b[2J'

describe('a manifest that is not valid is PLUGIN_MANIFEST_INVALID, and says what is wrong', () => {
  test.each<[string, unknown, RegExp]>([
    ['no mapping', 'yes', /"nexusfs" must be a mapping, found "yes"/],
    ['nothing', null, /"nexusfs" must be a mapping, found nothing/],
    ['a list', [], /must be a mapping, found a list/],
    ['no manifestVersion', { provides: [row()] }, /manifestVersion must be 1, found nothing/],
    ['a text as manifestVersion', { manifestVersion: '1', provides: [row()] }, /found "1"/],
    ['no provides', { manifestVersion: 1 }, /provides must be a list, found nothing/],
    ['an empty provides', manifest(), /provides must have 1 to 100 elements, found 0/],
    ['far too many rows', manifest(...Array(101).fill(row())), /1 to 100 elements, found 101/],
    ['a row that is text', manifest('plugin'), /provides\[0\]: must be a mapping, found "plugin"/],
    ['no kind', one({ kind: undefined }), /kind must be .* found nothing/],
    ['a wrong kind', one({ kind: 'driver' }), /kind must be backend, store, plugin or command/],
    ['a kind misspelt', one({ kind: 'plugins' }), /found "plugins" \(did you mean "plugin"\?\)/],
    ['no type', one({ type: undefined }), /type must be a lower-case letter.*found nothing/],
    ['a type in capitals', one({ type: 'Marker' }), /type must be .*found "Marker"/],
    ['a type that is a path', one({ type: '../../etc' }), /type must be .*found "..\/..\/etc"/],
    ['a type that is an address', one({ type: 'https://x' }), /type must be .*found "https:\/\/x"/],
    ['no apiVersion', one({ apiVersion: undefined }), /apiVersion must be a whole number from 1/],
    ['a text as apiVersion', one({ apiVersion: '1' }), /apiVersion must be .*found "1"/],
    ['apiVersion 0', one({ apiVersion: 0 }), /apiVersion must be .*found 0/],
    ['no title', one({ title: undefined }), /title must be one line.*found nothing/],
    ['an order to the terminal as title', one({ title: ESCAPE }), /title must be one line/],
    ['no entry', one({ entry: undefined }), /entry must be a path that starts with \.\//],
    ['an entry that is an address', one({ entry: 'https://x/y.js' }), /entry must be a path/],
    ['an entry that is absolute', one({ entry: '/etc/passwd' }), /entry must be a path/],
    ['an entry that is a package', one({ entry: 'left-pad' }), /entry must be a path/],
    ['an entry outside', one({ entry: './../good/dist/index.js' }), /leads out of the package/],
    ['options outside', one({ options: './../../package.json' }), /options .* leads out/],
    ['hooks that are text', one({ hooks: 'beforeWrite' }), /hooks must be a list/],
    ['an unknown hook', one({ hooks: ['beforeWrit'] }), /no hook \(did you mean "beforeWrite"\?\)/],
    ['hooks of a backend', one({ kind: 'backend' }), /hooks is for plugins alone/],
  ])('%s', async (_, bad, message) => {
    const { problem } = await badRow(worldWith({ manifest: bad, code: markerCode() }))
    expect(problem).toMatchObject({
      code: 'PLUGIN_MANIFEST_INVALID',
      message: expect.stringMatching(/^The manifest of bad is not valid: /),
      hint: expect.stringMatching(/Update bad, or tell its author; if it is yours, correct/),
    })
    expect(problem?.message).toMatch(message)
    expect(problem?.message).not.toContain('\u001b')
  })

  test('a package.json that is not JSON', async () => {
    const world = worldWith({})
    world.write('project/node_modules/bad/package.json', '{ "nexusfs": ')
    const { problem } = await badRow(world)
    expect(problem?.code).toBe('PLUGIN_MANIFEST_INVALID')
    expect(problem?.message).toContain('package.json is not JSON')
  })

  test('everything that is wrong is said at once', async () => {
    const bad = one({ kind: 'x', type: 'X', apiVersion: -1, entry: 3, title: '', hooks: 1 })
    const { problem } = await badRow(worldWith({ manifest: bad }))
    for (const word of ['kind', 'type', 'apiVersion', 'entry', 'title', 'hooks'])
      expect(problem?.message).toContain(`provides[0]: ${word} `)
  })

  test('an entry that leads outside by a symbolic link', async () => {
    const world = worldWith({ manifest: manifest(row()) })
    world.write('project/secret/index.js', markerCode())
    world.link('project/node_modules/bad/dist', 'project/secret')
    const { problem } = await badRow(world)
    expect(problem?.code).toBe('PLUGIN_MANIFEST_INVALID')
    expect(problem?.message).toContain('entry "./dist/index.js" leads out of the package')
  })

  test('the same kind and type twice in one package: the first counts', async () => {
    const world = worldWith({ manifest: manifest(row(), row()), code: markerCode() })
    const { provided } = await findPackages(world)
    const rows = provided.filter((one) => one.package === 'bad')
    expect(rows.map(({ problem }) => problem?.code)).toEqual([undefined, 'PLUGIN_MANIFEST_INVALID'])
    expect(rows[1]?.problem?.message).toContain('provides[1]: plugin "marker" is there twice')
  })

  test('a sound row beside a bad one is used', async () => {
    const world = worldWith({ manifest: manifest(row({ kind: 'x' }), row()), code: markerCode() })
    const nexus = await connect({ ...memory, plugins: ['marker', 'good'] }, world)
    await nexus.close()
  })

  test('a package without a manifest is nobody', async () => {
    const world = worldWith({ members: { keywords: ['nexusfs'], dependencies: { nexusfs: '1' } } })
    const { provided } = await findPackages(world)
    expect(provided.filter((one) => one.package === 'bad')).toEqual([])
  })
})

describe('versions', () => {
  test.each([
    ['contract', one({ apiVersion: 2 }), 'the plugin "marker" of contract version 2'],
    ['manifest', { manifestVersion: 2, provides: 'new' }, 'a manifest of version 2'],
  ])('a newer %s is PLUGIN_API_VERSION before anything is imported', async (_, bad, what) => {
    const { problem } = await badRow(worldWith({ manifest: bad, code: 'throw new Error("ran")' }))
    expect(problem).toMatchObject({
      code: 'PLUGIN_API_VERSION',
      message: `bad provides ${what}, and this version of nexusfs knows 1.`,
      hint: 'Update nexusfs: `npm install nexusfs@latest`; or use an older bad.',
    })
  })
})

describe('an entry that cannot be loaded', () => {
  /** What `connect` says of the bad package. */
  async function failureOf(bad: Omit<PackageParts, 'name'>): Promise<unknown> {
    const world = worldWith({ manifest: manifest(row()), ...bad })
    await expectGoodWorks(world)
    const plugins = ['good', 'marker']
    return connect({ ...memory, plugins }, world).catch((error: unknown) => error)
  }

  test('a missing file is PLUGIN_LOAD_FAILED, in lists too', async () => {
    const { problem } = await badRow(worldWith({ manifest: manifest(row()) }))
    expect(problem).toMatchObject({
      code: 'PLUGIN_LOAD_FAILED',
      message: expect.stringContaining('its entry "./dist/index.js" is no file in '),
      hint: 'Install it anew: `npm install bad`; if it is yours, build it first.',
    })
    expect(await failureOf({})).toMatchObject({ code: 'PLUGIN_LOAD_FAILED' })
  })

  test('a folder in its place is PLUGIN_LOAD_FAILED', async () => {
    const world = worldWith({ manifest: manifest(row({ entry: './dist' })), code: markerCode() })
    expect((await badRow(world)).problem?.code).toBe('PLUGIN_LOAD_FAILED')
  })

  test('one that throws is PLUGIN_LOAD_FAILED with the cause and what can be done', async () => {
    expect(await failureOf({ code: 'throw new TypeError("no luck\\ntoday")' })).toMatchObject({
      code: 'PLUGIN_LOAD_FAILED',
      message: 'argument: Cannot load the plugin "marker" of bad: its import failed: no luck.',
      hint: 'Update bad, or tell its author. `nexus plugins disable marker` goes on without it.',
      cause: { cause: { message: 'no luck\ntoday' } },
    })
  })

  test.each([
    ['no error', 'throw undefined'],
    ['text', 'throw "no luck"'],
    ['an error without a message', 'throw Object.create(null, { message: { get() { throw 1 } } })'],
    ['a syntax error', 'export default {'],
    ['TypeScript', 'export default {} as const'],
  ])('one that throws %s is PLUGIN_LOAD_FAILED', async (_, code) => {
    expect(await failureOf({ code })).toMatchObject({ code: 'PLUGIN_LOAD_FAILED' })
  })

  test('one that needs another package says which', async () => {
    expect(await failureOf({ code: 'import "@acme/sdk/client"' })).toMatchObject({
      code: 'PLUGIN_LOAD_FAILED',
      message: expect.stringContaining('it needs the package @acme/sdk, which is not installed'),
      hint: 'Run `npm install @acme/sdk`.',
    })
  })
})

describe('an export that is not what the manifest says is PLUGIN_CONTRACT', () => {
  const hooks = 'hooks: { beforeWrite() {} }'
  const plugin = (members: string) =>
    `export default { kind: 'plugin', apiVersion: 1, name: 'marker', version: '1.0.0', description: 'x', ${members} }`

  test.each([
    ['no default export', 'export const plugin = {}', /must be a definition, found nothing/],
    ['a function', 'export default () => {}', /must be a definition/],
    ['a list', 'export default []', /must be a definition, found a list/],
    ['another kind', plugin(`${hooks}, kind: 'store'`), /says kind "plugin", the export says "st/],
    [
      'another name',
      plugin(`${hooks}, name: 'maker'`),
      /says name "marker", the export says "maker/,
    ],
    ['another contract', plugin(`${hooks}, apiVersion: 2`), /says apiVersion 1, the export says 2/],
    ['no contract', plugin(`${hooks}, apiVersion: undefined`), /the export says nothing/],
    [
      'a hook more than declared',
      plugin('hooks: { beforeWrite() {}, afterRead() {} }'),
      /it has the hook "afterRead", which the manifest does not name/,
    ],
    [
      'another hook than declared',
      plugin('hooks: { beforeDelete() {} }'),
      /"beforeDelete", which the manifest does not name; .* "beforeWrite", which it does not have/,
    ],
    ['no hooks where one is declared', plugin(''), /"beforeWrite", which it does not have/],
    ['hooks that are none', plugin('hooks: 3'), /hooks must be a mapping, found 3/],
    ['a configSchema that is none', plugin(`${hooks}, configSchema: {}`), /must be a Standard Sch/],
    ['a getter that throws', plugin(`get hooks() { throw new Error('no') }`), /cannot be read/],
  ])('%s', async (_, code, message) => {
    const world = worldWith({ manifest: manifest(row()), code })
    await expectGoodWorks(world)
    const installed = await findPackages(world)
    const found = installed.select('plugin', 'marker')
    const error = await installed.load(found).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(/^The plugin "marker" of bad breaks the contract: /),
      hint: `Update bad, or tell its author; if it is yours, make manifest and default export of ${found.entry} agree.`,
    })
    expect((error as Error).message).toMatch(message)
  })

  test.each([
    ['a backend without create', { kind: 'backend' }, 'options: schema', /no create\(\)/],
    ['a store without a schema', { kind: 'store' }, 'create() {}', /options must be a Standard/],
    ['a command that does not run', { kind: 'command' }, '', /no run\(\)/],
  ])('%s', async (_, over, members, message) => {
    const code = `const schema = { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }
export default { kind: '${over.kind}', type: 'marker', apiVersion: 1, title: 'x', ${members} }`
    const world = worldWith({ manifest: one({ ...over, hooks: undefined }), code })
    const installed = await findPackages(world)
    const found = installed.provided.find((one) => one.package === 'bad')
    if (found === undefined) throw new Error('it is not listed')
    const error = await installed.load(found).catch((reason: Error) => reason)
    expect(error).toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(message),
    })
  })
})

describe('two packages for one type', () => {
  const both = (): World => {
    const world = worldWith({ manifest: manifest(row({ type: 'good' })), code: markerCode('good') })
    world.write('project/package.json', dependingOn('bad', 'good', 'third'))
    world.package('project/node_modules/third', markerParts('third', 'third'))
    return world
  }

  test('are PLUGIN_AMBIGUOUS naming both, in lists too, and a third one goes on working', async () => {
    const world = both()
    const expected = {
      code: 'PLUGIN_AMBIGUOUS',
      message: 'The plugin "good" is provided by bad and good.',
      hint: 'Remove all but one, such as with `npm uninstall good`, or say which one in the configuration: `package: bad` beside "good".',
    }
    const installed = await findPackages(world)
    expect(() => installed.select('plugin', 'good')).toThrow(expect.objectContaining(expected))
    const rows = installed.provided.filter(({ type }) => type === 'good')
    expect(rows.map(({ problem }) => problem)).toEqual([
      expect.objectContaining(expected),
      expect.objectContaining(expected),
    ])
    await expect(connect({ ...memory, plugins: ['good'] }, world)).rejects.toMatchObject({
      code: 'PLUGIN_AMBIGUOUS',
    })
    const nexus = await connect({ ...memory, plugins: ['third'] }, world)
    await nexus.close()
  })

  test('one of them is loaded where it is asked for by name, whatever was tried before', async () => {
    const installed = await findPackages(both())
    const listed = installed.provided.find(({ type }) => type === 'good')
    if (listed === undefined) throw new Error('it is not listed')
    await expect(installed.load(listed)).rejects.toMatchObject({ code: 'PLUGIN_AMBIGUOUS' })
    const selected = installed.select('plugin', 'good', { package: listed.package })
    expect(await installed.load(selected)).toMatchObject({ name: 'good' })
  })

  test('the configuration says which one', async () => {
    const world = both()
    const plugins = [{ name: 'good', package: 'bad' }]
    const nexus = await connect({ ...memory, plugins }, world)
    onTestFinished(() => nexus.close())
    expect((await nexus.plugins.list()).map(({ name }) => name)).toEqual(['good'])
    const { provided } = await findPackages({ ...world, config: { plugins } })
    const rows = provided.filter(({ type }) => type === 'good')
    expect(rows.map((one) => [one.package, one.problem?.code])).toEqual([
      ['bad', undefined],
      ['good', undefined],
    ])
  })
})

describe('a name that is a path or an address is CONFIG_INVALID with its line', () => {
  test.each([
    ['plugins: [./evil.js]', /plugins\[0\].name must be a type such as/],
    ['plugins: ["https://x.example/evil.js"]', /plugins\[0\].name must be a type such as/],
    ['plugins: ["../evil"]', /plugins\[0\].name must be a type such as/],
    ['plugins: [{ name: a, package: ./evil }]', /plugins\[0\].package must be the name of an/],
    ['plugins: [{ name: a, package: "file:/evil" }]', /not a path or an address/],
    ['backend: { type: a, package: "../evil" }', /backend.package must be the name/],
    ['store: { type: "/a" }', /store.type must be a type such as/],
  ])('%s', async (text, message) => {
    const world = createWorld()
    world.write('project/nexus.yaml', `# first\n${text}\n`)
    const error = await connect(undefined, world).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) })
    expect((error as Error).message).toContain('nexus.yaml:2: ')
  })
})

test('a package.json of the base that is not JSON is named', async () => {
  const world = createWorld()
  const file = world.write('project/package.json', '{ "dependencies": ')
  const error = await connect({ ...memory, plugins: ['marker'] }, world).catch((e: unknown) => e)
  expect(error).toMatchObject({
    code: 'PLUGIN_NOT_FOUND',
    hint: `Correct ${file}: it is not JSON, so its dependencies are not known.`,
  })
})

test('everything that cannot be used is said at once', async () => {
  const world = worldWith({ manifest: one({ apiVersion: 2 }) })
  world.write('project/nexus.yaml', 'plugins:\n  - marker\n  - nowhere\n  - good\n')
  const error = await connect(memory, world).catch((reason: Error) => reason)
  expect(error).toMatchObject({ code: 'PLUGIN_NOT_FOUND' })
  expect((error as Error).message.split('\n')).toEqual([
    'The configuration names what is not installed: plugin "nowhere" (nexus.yaml:3).',
    'nexus.yaml:2: bad provides the plugin "marker" of contract version 2, and this version of nexusfs knows 1.',
  ])
})

test('a factory that throws or gives nothing is contained', async () => {
  const make = (create: () => unknown) =>
    connect(
      {
        ...memory,
        backend: { type: 'odd' },
        definitions: [
          {
            ...{ kind: 'backend', type: 'odd', apiVersion: 1, title: 'Odd' },
            options: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } },
            create: create as () => Backend,
          },
        ],
      },
      createWorld(),
    )
  await expect(make(() => JSON.parse('{'))).rejects.toMatchObject({
    code: 'PLUGIN_LOAD_FAILED',
    cause: expect.any(SyntaxError),
  })
  await expect(make(() => undefined)).rejects.toMatchObject({ code: 'PLUGIN_CONTRACT' })
  await expect(make(async () => createMemoryBackend())).rejects.toMatchObject({
    code: 'PLUGIN_CONTRACT',
  })
})

test('folders of problems are those of the package', async () => {
  const world = worldWith({ manifest: 'no' })
  const { folder, kind, type } = await badRow(world)
  expect({ folder, kind, type }).toEqual({
    folder: join(world.cwd, 'node_modules/bad'),
    kind: 'unknown',
    type: '',
  })
})
