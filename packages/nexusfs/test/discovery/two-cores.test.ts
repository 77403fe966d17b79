import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { connect, isNexusError, NexusError } from '../../src/index.ts'
import { createWorld, dependingOn, manifest, row, type World } from './packages.fixture.ts'

const core = fileURLToPath(new URL('../../../core', import.meta.url))

/** Puts the built core, as it is published, below a package: a copy of its own. */
function installCore(world: World, folder: string): void {
  if (!existsSync(join(core, 'dist/index.js')))
    throw new Error('core is not built: run `pnpm build` first')
  const { publishConfig, dependencies, ...members } = JSON.parse(
    readFileSync(join(core, 'package.json'), 'utf8'),
  )
  const own = join(folder, 'node_modules/@nexusfs/core')
  const file = world.write(`${own}/package.json`, { ...members, exports: publishConfig.exports })
  cpSync(join(core, 'dist'), join(dirname(file), 'dist'), { recursive: true })
  for (const name of Object.keys(dependencies))
    symlinkSync(join(core, 'node_modules', name), join(world.root, folder, 'node_modules', name))
}

test('a backend and a plugin with copies of core of their own work with this one', async () => {
  const world = createWorld()
  world.write('project/package.json', dependingOn('nexusfs-backend-drawer', 'nexusfs-plugin-lock'))
  const backend = 'project/node_modules/nexusfs-backend-drawer'
  world.package(backend, {
    name: 'nexusfs-backend-drawer',
    manifest: manifest(row({ kind: 'backend', type: 'drawer', hooks: undefined })),
    code: `import { createMemoryBackend, defineBackend } from '@nexusfs/core'
const options = { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }
export const drawer = createMemoryBackend()
export default defineBackend({ type: 'drawer', title: 'Drawer', options, create: () => drawer })
`,
  })
  const plugin = 'project/node_modules/nexusfs-plugin-lock'
  world.package(plugin, {
    name: 'nexusfs-plugin-lock',
    manifest: manifest(row({ type: 'lock' })),
    code: `import { definePlugin, NexusError } from '@nexusfs/core'
export default definePlugin({
  name: 'lock', version: '1.0.0', description: 'Locks files by their names',
  hooks: {
    beforeWrite({ path }) {
      if (path.endsWith('.lock')) throw new NexusError('LOCKED', 'It is locked.', { hint: 'Wait.' })
    },
  },
})
`,
  })
  for (const folder of [backend, plugin]) installCore(world, folder)

  const nexus = await connect(
    {
      store: { type: 'memory' },
      backend: { type: 'drawer' },
      plugins: ['lock'],
      inlineMaxBytes: 0,
      cacheSizeMb: 0,
    },
    world,
  )
  onTestFinished(() => nexus.close())
  await nexus.write('/a.txt', 'in the drawer')
  expect(await nexus.readText('/a.txt')).toBe('in the drawer')

  const veto: unknown = await nexus.write('/b.lock', 'x').catch((error: unknown) => error)
  expect(veto).toMatchObject({ code: 'VETOED', cause: { code: 'LOCKED', hint: 'Wait.' } })
  const { cause } = veto as Error
  expect(cause).not.toBeInstanceOf(NexusError)
  expect(isNexusError(cause, 'LOCKED')).toBe(true)

  // What the copy says of an object that is gone is understood, too.
  const { drawer } = await import(join(world.root, backend, 'dist/index.js'))
  const page = await drawer.list({ limit: 10 })
  for (const { key } of page.objects) await drawer.delete(key)
  await expect(nexus.read('/a.txt')).rejects.toMatchObject({ code: 'CORRUPT' })
})
