import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Surroundings } from '../../src/index.ts'

/** Folders of a test's own: a project, a home, and whatever else is put into them. */
export interface World extends Surroundings {
  readonly root: string
  /** Writes a file below the root; JSON for what is no text. Gives its absolute path. */
  write(path: string, content: unknown): string
  /** A package below the root; gives its absolute folder. */
  package(path: string, parts: PackageParts): string
  /** A symbolic link below the root to another path below it. */
  link(path: string, target: string): void
}

/** What a package is made of. */
export interface PackageParts {
  readonly name: string
  readonly version?: string
  /** The `nexusfs` member; none where it is `undefined`. */
  readonly manifest?: unknown
  /** Further members of package.json. */
  readonly members?: Readonly<Record<string, unknown>>
  /** Text of `dist/index.js`; none where it is `undefined`. */
  readonly code?: string | undefined
}

/** Makes the world; it goes when the test ends. */
export function createWorld(env: Surroundings['env'] = {}): World {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nexusfs-discovery-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, content: unknown): string => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
    return file
  }
  const world: World = {
    ...{ root, env, cwd: join(root, 'project'), home: join(root, 'home'), write },
    package(path, { name, version = '1.2.3', manifest, members, code }) {
      const nexusfs = manifest === undefined ? {} : { nexusfs: manifest }
      write(`${path}/package.json`, { name, version, type: 'module', ...members, ...nexusfs })
      if (code !== undefined) write(`${path}/dist/index.js`, code)
      return join(root, path)
    },
    link(path, target) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      symlinkSync(join(root, target), join(root, path))
    },
  }
  for (const folder of [world.cwd, world.home]) mkdirSync(folder)
  return world
}

/** One row of `provides`. */
export function row(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ...{ kind: 'plugin', type: 'marker', apiVersion: 1, entry: './dist/index.js', title: 'Marker' },
    ...{ hooks: ['beforeWrite'] },
    ...over,
  }
}

/** A manifest with these rows. */
export function manifest(...provides: readonly unknown[]): unknown {
  return { manifestVersion: 1, provides }
}

/** The code of a plugin that replaces what is written by `marked by <name>`. */
export function markerCode(name = 'marker', over = ''): string {
  return `const content = new TextEncoder().encode('marked by ${name}')
export default {
  kind: 'plugin', apiVersion: 1, name: '${name}', version: '1.2.3', description: 'Marks',
  hooks: { beforeWrite: () => ({ content }) },
  ${over}
}
`
}

/** A package that provides the plugin of that name. */
export function markerParts(name = 'marker', packageName = `nexusfs-plugin-${name}`): PackageParts {
  return {
    name: packageName,
    manifest: manifest(row({ type: name })),
    code: markerCode(name),
  }
}

/** A package.json with these dependencies. */
export function dependingOn(...names: readonly string[]): unknown {
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']))
  return { name: 'project', private: true, dependencies }
}
