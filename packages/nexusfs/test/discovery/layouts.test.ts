import { execFile, execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ConnectOptions, connect, findPackages, type Surroundings } from '../../src/index.ts'
import {
  createWorld,
  dependingOn,
  manifest,
  markerParts,
  row,
  type World,
} from './packages.fixture.ts'

const NAME = 'nexusfs-plugin-marker'
const run = promisify(execFile)
const bundledOnly = fileURLToPath(new URL('./bundled-only.fixture.ts', import.meta.url))
const memory: ConnectOptions = { store: { type: 'memory' }, backend: { type: 'memory' } }

/** What is read back of a file that was written with the plugin switched on. */
async function writtenWith(around: Surroundings, plugin = 'marker'): Promise<string> {
  const nexus = await connect({ ...memory, plugins: [plugin] }, around)
  onTestFinished(() => nexus.close())
  await nexus.write('/a.txt', 'as it was given')
  return nexus.readText('/a.txt')
}

/** Layouts of package managers: each puts the package somewhere, and says where it really lies. */
const layouts: readonly (readonly [string, (world: World) => string])[] = [
  [
    'npm, flat',
    (world) => {
      world.write('project/package.json', dependingOn(NAME))
      world.write('project/package-lock.json', { lockfileVersion: 3 })
      return world.package(`project/node_modules/${NAME}`, markerParts())
    },
  ],
  [
    'npm, a scope',
    (world) => {
      world.write('project/package.json', dependingOn('@acme/nexusfs-plugin-marker'))
      const parts = markerParts('marker', '@acme/nexusfs-plugin-marker')
      return world.package('project/node_modules/@acme/nexusfs-plugin-marker', parts)
    },
  ],
  [
    'pnpm, strict: a link into the store',
    (world) => {
      world.write('project/package.json', dependingOn(NAME))
      const store = `project/node_modules/.pnpm/${NAME}@1.2.3/node_modules/${NAME}`
      world.link(`project/node_modules/${NAME}`, store)
      return world.package(store, markerParts())
    },
  ],
  [
    'pnpm, hoisted',
    (world) => {
      world.write('project/package.json', dependingOn(NAME))
      world.write('project/node_modules/.modules.yaml', '{"nodeLinker":"hoisted"}')
      return world.package(`project/node_modules/${NAME}`, markerParts())
    },
  ],
  [
    'yarn classic',
    (world) => {
      world.write('project/package.json', dependingOn(NAME))
      world.write('project/yarn.lock', '# yarn lockfile v1\n')
      world.write('project/node_modules/.yarn-integrity', '{}')
      return world.package(`project/node_modules/${NAME}`, markerParts())
    },
  ],
  [
    'a workspace, hoisted to its root',
    (world) => {
      world.write('package.json', { name: 'root', private: true, workspaces: ['project'] })
      world.write('project/package.json', dependingOn(NAME))
      world.write('project/node_modules/.bin/other', '')
      return world.package(`node_modules/${NAME}`, markerParts())
    },
  ],
  [
    'a workspace, a package of its own',
    (world) => {
      world.write('package.json', { name: 'root', private: true, workspaces: ['project', 'own'] })
      world.write('project/package.json', { devDependencies: { [NAME]: 'workspace:*' } })
      world.link(`node_modules/${NAME}`, 'own')
      return world.package('own', markerParts())
    },
  ],
  [
    'npm link: a link to a link',
    (world) => {
      world.write('project/package.json', dependingOn(NAME))
      const folder = world.package('elsewhere/marker', markerParts())
      world.link(`global/lib/node_modules/${NAME}`, 'elsewhere/marker')
      world.link(`project/node_modules/${NAME}`, `global/lib/node_modules/${NAME}`)
      return folder
    },
  ],
  [
    'an alias of npm',
    (world) => {
      world.write('project/package.json', { dependencies: { mark: `npm:${NAME}@1` } })
      return world.package('project/node_modules/mark', markerParts())
    },
  ],
  [
    'exports for import alone, and none of package.json',
    (world) => {
      world.write('project/package.json', dependingOn(NAME))
      const members = { exports: { '.': { import: './dist/index.js' } } }
      return world.package(`project/node_modules/${NAME}`, { ...markerParts(), members })
    },
  ],
  [
    'an optional dependency',
    (world) => {
      world.write('project/package.json', { optionalDependencies: { [NAME]: '*', gone: '*' } })
      return world.package(`project/node_modules/${NAME}`, markerParts())
    },
  ],
]

describe('layouts', () => {
  test.each(layouts)('%s: the package is found, loaded and used', async (_, make) => {
    const world = createWorld()
    const folder = make(world)
    const installed = await findPackages(world)
    expect(installed.base).toBe(world.cwd)
    const found = installed.select('plugin', 'marker')
    expect(found).toMatchObject({
      ...{ kind: 'plugin', type: 'marker', title: 'Marker', apiVersion: 1, version: '1.2.3' },
      ...{ hooks: ['beforeWrite'], tier: 'project', folder },
      entry: join(folder, 'dist/index.js'),
    })
    expect(found.problem).toBeUndefined()
    expect(await installed.load(found)).toMatchObject({ kind: 'plugin', name: 'marker' })
    expect(await writtenWith(world)).toBe('marked by marker')
  })
})

describe('where packages are looked for', () => {
  const inProject = (world: World, folder = 'project'): void => {
    world.write(`${folder}/package.json`, dependingOn(NAME))
    world.package(`${folder}/node_modules/${NAME}`, markerParts())
  }

  test('below a project, its package.json counts', async () => {
    const world = createWorld()
    inProject(world)
    world.write('project/deep/er/notes.md', '')
    const around = { ...world, cwd: join(world.cwd, 'deep/er') }
    expect((await findPackages(around)).base).toBe(world.cwd)
    expect(await writtenWith(around)).toBe('marked by marker')
  })

  test('the folder of the nexus.yaml in use comes before the working directory', async () => {
    const world = createWorld()
    inProject(world, 'other')
    world.write('project/package.json', {})
    const config = world.write('other/nexus.yaml', 'plugins: [marker]\n')
    const installed = await findPackages({ ...world, config })
    expect(installed.base).toBe(join(world.root, 'other'))
    const nexus = await connect({ ...memory, config }, world)
    onTestFinished(() => nexus.close())
    await nexus.write('/a', 'x')
    expect(await nexus.readText('/a')).toBe('marked by marker')
  })

  test('a nexus.yaml below the package.json takes the dependencies of that', async () => {
    const world = createWorld()
    inProject(world)
    const config = world.write('project/config/nexus.yaml', 'tenant_id: acme\n')
    const installed = await findPackages({ ...world, cwd: world.root, config })
    expect(installed.base).toBe(join(world.cwd, 'config'))
    expect(installed.packageFile).toBe(join(world.cwd, 'package.json'))
    expect(installed.select('plugin', 'marker').tier).toBe('project')
  })

  test("the user's configuration file is no project", async () => {
    const world = createWorld()
    inProject(world)
    world.write('home/.nexus/config.yaml', 'user_id: me\n')
    expect((await findPackages(world)).base).toBe(world.cwd)
  })

  test('a project that has it not takes it from the user-wide folder', async () => {
    const world = createWorld()
    world.write('project/package.json', {})
    inProject(world, 'home/.nexus/packages')
    const installed = await findPackages(world)
    expect(installed.base).toBe(world.cwd)
    expect(installed.select('plugin', 'marker').tier).toBe('user')
    expect(await writtenWith(world)).toBe('marked by marker')
  })

  test('without nexus.yaml and package.json the user-wide folder is the base, also before it is there', async () => {
    const world = createWorld()
    const folder = join(world.home, '.nexus/packages')
    expect((await findPackages(world)).base).toBe(folder)
    inProject(world, 'home/.nexus/packages')
    const installed = await findPackages(world)
    expect(installed.base).toBe(folder)
    expect(installed.select('plugin', 'marker').tier).toBe('user')
    expect((await findPackages({ ...world, cwd: folder })).provided).toEqual(installed.provided)
  })

  test('the project comes before the user-wide folder, and both are listed', async () => {
    const world = createWorld()
    inProject(world)
    inProject(world, 'home/.nexus/packages')
    const installed = await findPackages(world)
    const tiers = installed.provided.filter(({ type }) => type === 'marker').map((one) => one.tier)
    expect(tiers).toEqual(['project', 'user'])
    expect(installed.select('plugin', 'marker').tier).toBe('project')
  })

  test('a program that lies elsewhere finds nothing beside itself', async () => {
    const world = createWorld()
    world.write('project/package.json', {})
    world.write('global/lib/package.json', dependingOn(NAME))
    world.package(`global/lib/node_modules/${NAME}`, markerParts())
    const { provided } = await findPackages(world)
    expect(provided.filter(({ type }) => type === 'marker')).toEqual([])
  })
})

describe('candidates', () => {
  test('a dependency of a dependency is none, although it lies beside it', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('other'))
    world.package('project/node_modules/other', { name: 'other' })
    world.package(`project/node_modules/${NAME}`, markerParts())
    await expect(connect({ ...memory, plugins: ['marker'] }, world)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      hint: expect.stringContaining(`npm install ${NAME}`),
    })
  })

  test('a package that the configuration names is one, whoever depends on it', async () => {
    const world = createWorld()
    world.write('project/package.json', {})
    world.package(`project/node_modules/${NAME}`, markerParts())
    world.write('project/nexus.yaml', `plugins:\n  - name: marker\n    package: ${NAME}\n`)
    const nexus = await connect(memory, world)
    onTestFinished(() => nexus.close())
    await nexus.write('/a', 'x')
    expect(await nexus.readText('/a')).toBe('marked by marker')
  })

  test('an author names the package that lies in the base itself', async () => {
    const world = createWorld()
    world.package('project', markerParts())
    const plugins = [{ name: 'marker', package: NAME }]
    const installed = await findPackages({ ...world, config: { plugins } })
    expect(installed.select('plugin', 'marker').folder).toBe(world.cwd)
    expect((await findPackages(world)).provided.some(({ type }) => type === 'marker')).toBe(false)
  })

  test('one folder under two names is one package', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn(NAME, 'other-name'))
    world.package('elsewhere', markerParts())
    for (const name of [NAME, 'other-name']) world.link(`project/node_modules/${name}`, 'elsewhere')
    expect((await findPackages(world)).select('plugin', 'marker').package).toBe(NAME)
  })

  test('names that lead out of node_modules are none', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('../evil', '.', '..', '@a/../../evil', '/evil'))
    world.package('project/evil', markerParts())
    const { provided } = await findPackages(world)
    expect(provided.filter(({ tier }) => tier !== 'bundled')).toEqual([])
  })

  test('a link that leads nowhere is a package that is not installed', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn(NAME))
    world.link(`project/node_modules/${NAME}`, 'gone')
    await expect(connect({ ...memory, plugins: ['marker'] }, world)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
    })
  })

  test('packages of all kinds are listed by kind, type and tier', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('all'))
    const kinds = ['command', 'plugin', 'store', 'backend'].map((kind) =>
      row({ kind, type: 'zebra', hooks: undefined }),
    )
    world.package('project/node_modules/all', {
      name: 'all',
      manifest: manifest(...kinds),
      code: '',
    })
    const { provided } = await findPackages(world)
    expect(provided.map(({ kind, type, tier }) => `${tier} ${kind} ${type}`)).toEqual([
      'bundled backend local',
      'bundled backend memory',
      'project backend zebra',
      'bundled store memory',
      'bundled store sqlite',
      'project store zebra',
      'project plugin zebra',
      'project command zebra',
    ])
    expect(provided.flatMap(({ problem }) => problem ?? [])).toEqual([])
  })
})

describe('what is bundled', () => {
  test('is used without a look at any package', async () => {
    const world = createWorld()
    const file = join(world.cwd, 'package.json')
    // Whoever reads it waits for a writer that never comes.
    execFileSync('mkfifo', [file])
    const { stdout } = await run(
      process.execPath,
      ['--conditions=nexusfs-source', bundledOnly, world.cwd],
      {
        timeout: 15_000,
        killSignal: 'SIGKILL',
      },
    )
    expect(stdout).toBe('nothing was looked for')
  })

  test('says package, version and folder', async () => {
    const { provided } = await findPackages(createWorld())
    const bundled = provided.filter(({ tier }) => tier === 'bundled')
    expect(bundled.map((one) => one.package)).toEqual([
      '@nexusfs/backend-local',
      '@nexusfs/core',
      '@nexusfs/core',
      '@nexusfs/store-sqlite',
    ])
    for (const { version, folder } of bundled) {
      expect(version).toMatch(/^\d+\.\d+\.\d+/)
      expect(realpathSync(folder)).toBe(folder)
    }
  })

  test('loads by select and load', async () => {
    const installed = await findPackages(createWorld())
    for (const [kind, type] of [
      ['backend', 'local'],
      ['backend', 'memory'],
      ['store', 'sqlite'],
      ['store', 'memory'],
    ] as const)
      expect(await installed.load(installed.select(kind, type))).toMatchObject({ kind, type })
  })

  test('is not replaced by a package that happens to be installed, but by one that is named', async () => {
    const world = createWorld()
    world.write('project/package.json', dependingOn('other-local'))
    const local = row({ kind: 'backend', type: 'local', hooks: undefined })
    world.package('project/node_modules/other-local', {
      ...{ name: 'other-local', manifest: manifest(local), code: '' },
    })
    const installed = await findPackages(world)
    expect(installed.select('backend', 'local').tier).toBe('bundled')
    const named = installed.select('backend', 'local', { package: 'other-local' })
    expect(named).toMatchObject({ tier: 'project', package: 'other-local' })
  })
})
