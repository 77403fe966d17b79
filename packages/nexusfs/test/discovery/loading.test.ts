import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { definePlugin } from '@nexusfs/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadDefinition } from '../../src/discovery/load-definition.ts'
import {
  type ConnectOptions,
  connect,
  findPackages,
  type Nexus,
  packageManagerOf,
} from '../../src/index.ts'
import {
  createWorld,
  dependingOn,
  manifest,
  markerCode,
  markerParts,
  row,
  type World,
} from './packages.fixture.ts'

const memory: ConnectOptions = { store: { type: 'memory' }, backend: { type: 'memory' } }

async function open(input: ConnectOptions, world: World): Promise<Nexus> {
  const nexus = await connect(input, world)
  onTestFinished(() => nexus.close())
  return nexus
}

/** A plugin that leaves a file beside itself when it is imported. */
function tellingImport(name: string): string {
  return `import { writeFileSync } from 'node:fs'
writeFileSync(new URL('./imported', import.meta.url), '')
${markerCode(name)}`
}

describe('nothing is imported that was not named', () => {
  const names = ['named', 'disabled', 'unnamed', 'installed']
  function worldOfFour(): World {
    const world = createWorld()
    world.write('project/package.json', dependingOn(...names))
    for (const name of names)
      world.package(`project/node_modules/${name}`, {
        ...markerParts(name, name),
        code: tellingImport(name),
      })
    return world
  }
  const imported = (world: World): readonly string[] =>
    names.filter((name) => existsSync(join(world.cwd, 'node_modules', name, 'dist/imported')))

  test('connect imports the plugins that are switched on', async () => {
    const world = worldOfFour()
    await open({ ...memory, plugins: ['named', { name: 'disabled', enabled: false }] }, world)
    expect(imported(world)).toEqual(['named'])
  })

  test('listing and selecting import nothing', async () => {
    const world = worldOfFour()
    const installed = await findPackages({ ...world, config: { plugins: ['named'] } })
    expect(installed.provided.filter(({ tier }) => tier === 'project')).toHaveLength(4)
    installed.select('plugin', 'named')
    expect(imported(world)).toEqual([])
  })

  test('a plugin that is switched off need not even be there', async () => {
    const nexus = await open(
      { ...memory, plugins: [{ name: 'gone', enabled: false }] },
      createWorld(),
    )
    expect(await nexus.plugins.list()).toEqual([])
  })
})

describe('loading', () => {
  function worldOfMarker(code = markerCode()): World {
    const world = createWorld()
    world.write('project/package.json', dependingOn('nexusfs-plugin-marker'))
    world.package('project/node_modules/nexusfs-plugin-marker', { ...markerParts(), code })
    return world
  }

  test('an entry is imported once, whoever asks', async () => {
    const installed = await findPackages(worldOfMarker())
    const found = installed.select('plugin', 'marker')
    const [first, second] = await Promise.all([installed.load(found), installed.load(found)])
    expect(first).toBe(second)
  })

  test('an import that never ends is PLUGIN_LOAD_FAILED after its deadline', async () => {
    const world = worldOfMarker(`await new Promise(() => {})\n${markerCode()}`)
    const found = (await findPackages(world)).select('plugin', 'marker')
    const packageManager = () => packageManagerOf(world.cwd)
    await expect(loadDefinition(found, { packageManager, deadlineMs: 50 })).rejects.toMatchObject({
      code: 'PLUGIN_LOAD_FAILED',
      message:
        'Cannot load the plugin "marker" of nexusfs-plugin-marker: its import did not end within 0.05 seconds.',
      hint: expect.stringContaining('nexus plugins disable marker'),
    })
  })

  test('an entry that became a link to the outside after it was listed is not imported', async () => {
    const world = worldOfMarker()
    const installed = await findPackages(world)
    const found = installed.select('plugin', 'marker')
    world.write('elsewhere/index.js', tellingImport('marker'))
    rmSync(join(found.folder, 'dist'), { recursive: true })
    world.link('project/node_modules/nexusfs-plugin-marker/dist', 'elsewhere')
    await expect(installed.load(found)).rejects.toMatchObject({ code: 'PLUGIN_LOAD_FAILED' })
    expect(existsSync(join(world.root, 'elsewhere/imported'))).toBe(false)
  })

  test('an entry that is the file of another package is not imported', async () => {
    const world = worldOfMarker()
    const found = (await findPackages(world)).select('plugin', 'marker')
    const entry = world.write('project/evil.js', tellingImport('marker'))
    await expect((await findPackages(world)).load({ ...found, entry })).rejects.toMatchObject({
      code: 'PLUGIN_LOAD_FAILED',
    })
  })
})

describe('selecting', () => {
  test('a definition made in code comes before a package', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('nexusfs-plugin-marker'))
    world.package('project/node_modules/nexusfs-plugin-marker', {
      ...markerParts(),
      code: 'throw new Error("it was imported")',
    })
    const inCode = definePlugin({
      ...{ name: 'marker', version: '9.0.0', description: 'Mine' },
      hooks: { beforeWrite: () => undefined },
    })
    const installed = await findPackages({ ...world, config: { definitions: [inCode] } })
    const found = installed.select('plugin', 'marker')
    expect(found).toMatchObject({
      ...{ tier: 'code', package: '', version: '9.0.0', title: 'Mine', hooks: ['beforeWrite'] },
    })
    expect(await installed.load(found)).toBe(inCode)
    const nexus = await open({ ...memory, definitions: [inCode], plugins: ['marker'] }, world)
    expect(await nexus.plugins.list()).toMatchObject([{ name: 'marker', version: '9.0.0' }])
  })

  test('a type that nothing provides names the nearest one', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('nexusfs-plugin-marker'))
    world.package('project/node_modules/nexusfs-plugin-marker', markerParts())
    const installed = await findPackages(world)
    expect(() => installed.select('plugin', 'markr')).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_NOT_FOUND',
        message: 'No installed package provides the plugin "markr".',
        hint: 'Did you mean "marker"? Find a package with `nexus plugins search markr`, or give the plugin in code: connect({ definitions: [...] }).',
      }),
    )
  })

  test.each([
    ['package-lock.json', 'npm install @nexusfs/backend-s3'],
    ['pnpm-lock.yaml', 'pnpm add @nexusfs/backend-s3'],
    ['yarn.lock', 'yarn add @nexusfs/backend-s3'],
  ])('with %s the hint is `%s`', async (file, command) => {
    const world = createWorld()
    world.write('project/package.json', {})
    world.write(`project/${file}`, '')
    const backend = { type: 's3', config: { bucket: 'b' } }
    await expect(connect({ ...memory, backend }, world)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: 'The configuration names what is not installed: backend "s3" (argument).',
      hint: expect.stringContaining(`Run \`${command}\``),
    })
  })

  test('a package that is named and not installed is PLUGIN_NOT_FOUND with its own name', async () => {
    const backend = { type: 's3', package: '@acme/s3' }
    await expect(connect({ ...memory, backend }, createWorld())).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message:
        'The configuration names what is not installed: backend "s3" (of package @acme/s3, argument).',
      hint: expect.stringContaining('Run `npm install @acme/s3`'),
    })
  })

  test('a package that is named and provides something else says what', async () => {
    const world = createWorld()
    world.package('project/node_modules/nexusfs-plugin-marker', markerParts())
    world.write('project/package.json', {})
    const plugins = [{ name: 'stamp', package: 'nexusfs-plugin-marker' }]
    await expect(connect({ ...memory, plugins }, world)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      hint: expect.stringContaining('nexusfs-plugin-marker provides plugin "marker".'),
    })
  })

  test('a package that is named and has nothing to do with Nexus is said to be so', async () => {
    const world = createWorld()
    world.write('project/package.json', {})
    world.package('project/node_modules/left-pad', { name: 'left-pad' })
    const plugins = [{ name: 'stamp', package: 'left-pad' }]
    await expect(connect({ ...memory, plugins }, world)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      hint: expect.stringMatching(/^left-pad is installed, and is no package for Nexus\. Find a/),
    })
  })

  test('a package whose manifest cannot be read may be the one, and is named', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('odd'))
    world.package('project/node_modules/odd', { name: 'odd', manifest: 'no' })
    await expect(connect({ ...memory, plugins: ['marker'] }, world)).rejects.toMatchObject({
      hint: expect.stringContaining('The manifest of odd cannot be read'),
    })
  })
})

describe('options of packages', () => {
  // A Standard Schema written by hand, as of a library that nobody here knows.
  const schema = `{
  '~standard': {
    version: 1,
    vendor: 'by-hand',
    validate(value) {
      const issues = []
      for (const name of Object.keys(value))
        if (!['size', 'color'].includes(name)) issues.push({ message: 'nobody asked for it', path: [name] })
      if (typeof value.size !== 'number') issues.push({ message: 'a size is needed', path: [{ key: 'size' }], expected: 'number' })
      return issues.length > 0 ? { issues } : { value: { ...value, checked: true } }
    },
  },
}`
  const adapter = (kind: string): string => `export default {
  kind: '${kind}', type: 'drawer', apiVersion: 1, title: 'Drawer', options: ${schema},
  create(options) { throw Object.assign(new Error('made'), { options }) },
}`

  function worldOfDrawers(): World {
    const world = createWorld()
    world.write('project/package.json', dependingOn('drawer', 'shelf', 'nexusfs-plugin-marker'))
    for (const [name, kind] of [
      ['drawer', 'backend'],
      ['shelf', 'store'],
    ] as const)
      world.package(`project/node_modules/${name}`, {
        name,
        manifest: manifest(row({ kind, type: 'drawer', hooks: undefined })),
        code: adapter(kind),
      })
    world.package('project/node_modules/nexusfs-plugin-marker', {
      ...markerParts(),
      code: markerCode(
        'marker',
        `configSchema: ${schema}, initialize(context) { globalThis.markerConfig = context.config },`,
      ),
    })
    return world
  }

  test('every problem of all of them is said at once, with its line', async () => {
    const world = worldOfDrawers()
    world.write(
      'project/nexus.yaml',
      `store:
  type: drawer
  config:
    depth: 3
backend: { type: drawer, config: { size: 1 } }
backends:
  - type: drawer
    mount_point: /m
    config:
      size: CANARY
plugins:
  - name: marker
    config:
      colour: red
    hooks:
      before_write: { priority: 3 }
      after_read: { priority: 3 }
`,
    )
    const error = await connect(undefined, world).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    const { message } = error as Error
    expect(message.split('\n').slice(1)).toEqual([
      '  nexus.yaml:4: store.config.depth is not valid: nobody asked for it',
      '  nexus.yaml:3: store.config.size is not valid: a size is needed',
      '  nexus.yaml:10: backends[0].config.size is not valid: a size is needed',
      '  nexus.yaml:17: plugins[0].hooks.after_read is for a hook that the plugin "marker" does not have; it has before_write',
      '  nexus.yaml:14: plugins[0].config.colour is not valid: nobody asked for it',
      '  nexus.yaml:13: plugins[0].config.size is not valid: a size is needed',
    ])
    expect(message).not.toContain('CANARY')
  })

  test('a factory gets what the schema made of them, and what it throws is PLUGIN_LOAD_FAILED', async () => {
    const backend = { type: 'drawer', config: { size: 3 } }
    const failing = connect({ ...memory, backend }, worldOfDrawers())
    await expect(failing).rejects.toMatchObject({
      code: 'PLUGIN_LOAD_FAILED',
      message: 'The backend "drawer" was not made: made.',
      cause: { message: 'made', options: { size: 3, checked: true } },
    })
  })

  test('what a factory throws is told without the secrets of its options', async () => {
    const world = worldOfDrawers()
    world.package('project/node_modules/drawer', {
      name: 'drawer',
      manifest: manifest(row({ kind: 'backend', type: 'drawer', hooks: undefined })),
      code: adapter('backend').replace("'made'", "'bad color ' + options.color"),
    })
    const backend = { type: 'drawer', config: { size: 3, color: 'CANARY' } }
    await expect(connect({ ...memory, backend }, world)).rejects.toMatchObject({
      message: 'The backend "drawer" was not made: bad color ***.',
    })
  })

  test('a reference may mean a number in the configuration of a plugin, too', async () => {
    const world = { ...worldOfDrawers(), env: { SIZE: '7' } }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references are what is tested
    const size = '${SIZE}'
    world.write('project/nexus.yaml', `plugins: [{ name: marker, config: { size: "${size}" } }]\n`)
    await open(memory, world)
    expect(Reflect.get(globalThis, 'markerConfig')).toEqual({ size: 7, checked: true })
  })

  test('a schema that throws is PLUGIN_CONTRACT', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('drawer'))
    world.package('project/node_modules/drawer', {
      name: 'drawer',
      manifest: manifest(row({ kind: 'backend', type: 'drawer', hooks: undefined })),
      code: adapter('backend').replace('const issues = []', 'throw new Error("no")'),
    })
    await expect(connect({ ...memory, backend: { type: 'drawer' } }, world)).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
    })
  })
})
