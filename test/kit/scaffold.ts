import { mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './workspace.ts'

/** What made packages depend on, and from which package of the workspace it is taken. */
const LINKS: Readonly<Record<string, string>> = {
  '@nexusfs/core': 'packages/core',
  '@nexusfs/testkit': 'packages/testkit',
  ...Object.fromEntries(
    ['@types/node', '@valibot/to-json-schema', 'typescript', 'valibot'].map((name) => [
      name,
      `packages/create-nexusfs-plugin/node_modules/${name}`,
    ]),
  ),
}

/** Puts what a made package depends on into its `node_modules`, as an installation would, without a network. */
export function linkDependencies(folder: string): void {
  for (const [name, source] of Object.entries(LINKS))
    link(join(folder, 'node_modules', name), source)
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  link(join(folder, 'node_modules/.bin/tsc'), `${LINKS.typescript}/bin/tsc`)
}

/** Whether what made packages depend on has been built. */
export function areDependenciesBuilt(): boolean {
  return ['core', 'testkit'].every((name) =>
    readdirSync(join(root, 'packages', name)).includes('dist'),
  )
}

function link(path: string, source: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(realpathSync(join(root, source)), path)
}
