import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCycle, importsOf, packageOf, sourcesOf } from './kit/imports.ts'
import { ROOMS, roomOf } from './kit/rooms.ts'
import { readPackages, root, shippedDependencies, type WorkspacePackage } from './kit/workspace.ts'

const packages = readPackages(['packages', 'plugins'])
const ours = new Set(packages.map(({ manifest }) => manifest.name))
const adapters = packages.filter(({ folder }) =>
  /^(packages\/(backend|store)-|plugins\/)/.test(folder),
)
const providerSdks = [
  '@aws-sdk/',
  '@google-cloud/',
  '@azure/',
  'minio',
  'pg',
  'better-sqlite3',
  '@smithy/',
]

const find = (folder: string): WorkspacePackage => {
  const found = packages.find((candidate) => candidate.folder === folder)
  if (found === undefined) throw new Error(`no package in ${folder}`)
  return found
}
const sourceImports = (folder: string) => importsOf(`${folder}/src/**/*.ts`)
const isOurs = (name: string | undefined): name is string => name !== undefined && ours.has(name)

describe('the dependency rule', () => {
  it('has packages to check', () => {
    expect(packages.length).toBeGreaterThanOrEqual(6)
    expect(adapters.length).toBeGreaterThanOrEqual(2)
  })

  it('core depends on no other package of ours and on few libraries, none of which has dependencies', () => {
    const core = find('packages/core')
    expect(shippedDependencies(core).filter(isOurs)).toEqual([])
    expect(shippedDependencies(core).length).toBeLessThanOrEqual(6)
    const imported = sourceImports('packages/core').map(({ specifier }) => packageOf(specifier))
    expect(imported.filter(isOurs)).toEqual([])
    for (const name of shippedDependencies(core)) {
      const [library] = readPackages([`packages/core/node_modules`]).filter(
        ({ manifest }) => manifest.name === name,
      )
      expect(library?.manifest.dependencies ?? {}, name).toEqual({})
    }
  })

  it.each(adapters.map((adapter) => [adapter.folder, adapter] as const))(
    '%s has core as peer, imports no other package of ours, and only public entries of core',
    (folder, adapter) => {
      expect(adapter.manifest.peerDependencies).toHaveProperty('@nexusfs/core')
      expect(adapter.manifest.dependencies ?? {}).not.toHaveProperty('@nexusfs/core')
      const imported = sourceImports(folder).map(({ specifier }) => packageOf(specifier))
      expect(new Set(imported.filter(isOurs).filter((name) => name !== '@nexusfs/core'))).toEqual(
        new Set(),
      )
    },
  )

  it('only nexusfs reads YAML, environment and node_modules', () => {
    const libraries = packages
      .filter(({ folder }) => folder !== 'packages/nexusfs')
      .filter(({ folder }) =>
        sourceImports(folder).some(({ specifier }) => packageOf(specifier) === 'yaml'),
      )
    expect(libraries.map(({ folder }) => folder)).toEqual([])
  })

  it('core reads no environment and no working directory', () => {
    const reading = sourcesOf('packages/core/src/**/*.ts').filter((file) =>
      /process\.(env|cwd|argv)/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(reading).toEqual([])
  })

  it.each(['cli', 'server', 'mcp'])('%s imports no provider SDK and no adapter', (name) => {
    const forbidden = sourceImports(`packages/${name}`).filter(
      ({ specifier }) =>
        providerSdks.some(
          (sdk) => specifier === sdk || (sdk.endsWith('/') && specifier.startsWith(sdk)),
        ) || /^@nexusfs\/(backend|store)-/.test(specifier),
    )
    expect(forbidden).toEqual([])
  })

  it('every room of core is known', () => {
    const rooms = new Set(sourcesOf('packages/core/src/**/*.ts').map(roomOf))
    expect([...rooms].filter((room) => !(room in ROOMS))).toEqual([])
  })

  it.each(Object.keys(ROOMS))('core room %s imports only the rooms below it', (room) => {
    const upwards = sourceImports('packages/core').filter(({ from, to }) => {
      if (to === undefined || roomOf(from) !== room || roomOf(to) === room) return false
      return !ROOMS[room]?.includes(roomOf(to))
    })
    expect(upwards.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it.each(packages.map(({ folder }) => folder))('%s has no import cycle', (folder) => {
    expect(findCycle(sourceImports(folder))).toBeUndefined()
  })

  it('no package reaches into the sources of another one', () => {
    const everywhere = [
      ...packages.map(({ folder }) => folder),
      'benchmarks',
      'examples/*',
    ].flatMap((folder) => importsOf(`${folder}/**/*.ts`))
    const deep = everywhere.filter(({ from, specifier, to }) => {
      if (to === undefined) return isOurs(packageOf(specifier)) && !isExported(specifier)
      const home = from
        .split('/')
        .slice(0, from.startsWith('benchmarks') ? 1 : 2)
        .join('/')
      // The servers of tests and benchmarks belong to no package.
      const isTest = from.startsWith(`${home}/test/`) || home === 'benchmarks'
      const server = isTest && to.startsWith('test/servers/')
      return !to.startsWith(`${home}/`) && to !== 'tsup.shared.ts' && !server
    })
    expect(deep.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([])
  })

  it('every dependency on a package that is imported is declared', () => {
    const missing = packages.flatMap((candidate) => {
      const declared = new Set([...shippedDependencies(candidate), candidate.manifest.name])
      return sourceImports(candidate.folder)
        .map(({ from, specifier }) => ({ from, name: packageOf(specifier) }))
        .filter(({ name }) => isOurs(name) && !declared.has(name))
        .map(({ from, name }) => `${from} imports ${name}`)
    })
    expect(missing).toEqual([])
  })
})

function isExported(specifier: string): boolean {
  const name = packageOf(specifier)
  const target = packages.find(({ manifest }) => manifest.name === name)
  const entry = `.${specifier.slice(name?.length ?? 0)}`
  return target?.manifest.exports !== undefined && entry in target.manifest.exports
}
