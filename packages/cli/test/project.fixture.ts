import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Workplace, workplace } from './run.fixture.ts'

/** A workplace that is a project with packages. */
export interface Project extends Workplace {
  /** Puts a package into the project: its manifest, its dependency and its files. */
  add(name: string, files: Readonly<Record<string, string>>, manifest?: object): Promise<void>
}

/** Makes a project with a package.json. */
export async function project(): Promise<Project> {
  const place = await workplace()
  const dependencies: Record<string, string> = {}
  const save = () =>
    place.host('package.json', JSON.stringify({ name: 'project', private: true, dependencies }))
  await save()
  return {
    ...place,
    async add(name, files, manifest = {}) {
      dependencies[name] = '^1.0.0'
      await save()
      const folder = `node_modules/${name}`
      const own = { name, version: '1.0.0', type: 'module', ...manifest }
      await place.host(`${folder}/package.json`, JSON.stringify(own))
      for (const [file, text] of Object.entries(files)) await place.host(`${folder}/${file}`, text)
    },
  }
}

/** The `nexusfs` field of a package that provides one thing. */
export function provides(row: object): object {
  return {
    nexusfs: {
      manifestVersion: 1,
      provides: [{ apiVersion: 1, entry: './index.js', title: 'Test', ...row }],
    },
  }
}

/** A plugin that counts how often it was imported, in a file beside the project. */
export async function addPlugin(
  { add }: Project,
  {
    name,
    hooks = '',
    commands = '',
    manifest = {},
  }: {
    readonly name: string
    /** Members of the mapping, as JavaScript. */
    readonly hooks?: string
    readonly commands?: string
    readonly manifest?: object
  },
): Promise<void> {
  const names = [...hooks.matchAll(/\b((?:before|after)[A-Z][a-z]+)\b/g)].map(([word]) => word)
  const code = `import { appendFileSync } from 'node:fs'
appendFileSync(new URL('../../imported.txt', import.meta.url), ${JSON.stringify(`${name}\n`)})
export default {
  kind: 'plugin', apiVersion: 1, name: ${JSON.stringify(name)}, version: '1.0.0', description: 'Test',
  hooks: {${hooks}},
  commands: {${commands}},
}
`
  await add(
    `nexusfs-plugin-${name}`,
    { 'index.js': code },
    {
      description: `The plugin ${name}`,
      ...provides({ kind: 'plugin', type: name, title: `The ${name}`, hooks: [...new Set(names)] }),
      ...manifest,
    },
  )
}

/** Links a package of this workspace into a project. */
export async function link({ folder }: Workplace, name: string, target: string): Promise<void> {
  await mkdir(join(folder, 'node_modules', '@nexusfs'), { recursive: true })
  await symlink(target, join(folder, 'node_modules', name))
}
