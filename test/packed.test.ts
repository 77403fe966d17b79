import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram, temporaryFolder } from './kit/program.ts'
import { readPackages, root } from './kit/workspace.ts'

/** What a user of the README installs; what these need comes along. */
const installed = ['core', 'backend-local', 'store-sqlite', 'nexusfs', 'cli'].map(
  (name) => `packages/${name}`,
)

/**
 * Packs the packages and installs the tarballs with npm into an empty project outside of the workspace. Libraries of
 * others come from npm's cache or the registry.
 */
describe('the packed packages', () => {
  const tarballs = temporaryFolder('tarballs')
  const project = temporaryFolder('packed')
  const run = (command: string, ...args: string[]) =>
    runProgram(command, args, {
      cwd: project.path,
      environment: { HOME: process.env.HOME ?? project.path, npm_config_loglevel: 'error' },
    })

  beforeAll(async () => {
    for (const folder of installed) {
      if (!existsSync(join(root, folder, 'dist'))) {
        throw new Error(`${folder} is not built: run \`pnpm build\` first`)
      }
      const pack = ['pack', '--pack-destination', tarballs.path]
      const { code, stderr } = await runProgram('pnpm', pack, { cwd: join(root, folder) })
      if (code !== 0) throw new Error(`Cannot pack ${folder}: ${stderr}`)
    }
    writeFileSync(join(project.path, 'package.json'), '{ "private": true, "type": "module" }')
    const files = readdirSync(tarballs.path).map((name) => join(tarballs.path, name))
    const { code, stderr } = await run(
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      ...files,
    )
    if (code !== 0) throw new Error(`Cannot install the tarballs: ${stderr}`)
  }, 180_000)

  afterAll(() => {
    tarballs.remove()
    project.remove()
  })

  it('hold what their manifest names, and no source, test or configuration', () => {
    for (const { manifest } of readPackages(['packages']).filter(({ folder }) =>
      installed.includes(folder),
    )) {
      const folder = join(project.path, 'node_modules', manifest.name)
      const packed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object
      expect(JSON.stringify(packed)).not.toMatch(/workspace:|catalog:|nexusfs-source/)
      expect(existsSync(join(folder, 'dist/index.js')), manifest.name).toBe(true)
      expect(existsSync(join(folder, 'dist/index.d.ts')), manifest.name).toBe(true)
      for (const entry of readdirSync(folder)) {
        expect([
          'LICENSE',
          'README.md',
          'CHANGELOG.md',
          'bin',
          'dist',
          'package.json',
          'node_modules',
        ]).toContain(entry)
      }
    }
  })

  it('run the example of the README', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const [, program = ''] = /^```ts\n([\s\S]*?)^```/m.exec(readme) ?? []
    writeFileSync(join(project.path, 'example.mts'), program)
    const { code, stdout, stderr } = await run(process.execPath, 'example.mts')
    expect(stderr).toBe('')
    expect(stdout).toContain('/workspace/notes.md')
    expect(code).toBe(0)
    expect(existsSync(join(project.path, 'nexus-data'))).toBe(true)
  })

  it('compose a stack from memory adapters that writes nothing to the disk', async () => {
    writeFileSync(
      join(project.path, 'memory.mjs'),
      `import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
const nx = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
await nx.write('/a.txt', 'hello')
console.log(await nx.readText('/a.txt'))
await nx.close()
`,
    )
    const before = readdirSync(project.path)
    const { code, stdout, stderr } = await run(process.execPath, 'memory.mjs')
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'hello\n', stderr: '' })
    expect(readdirSync(project.path)).toEqual(before)
  })

  it('bring the nexus command', async () => {
    const { code, stdout } = await run(join(project.path, 'node_modules/.bin/nexus'), 'version')
    expect(stdout).toMatch(/\d+\.\d+\.\d+/)
    expect(code).toBe(0)
  })
})
