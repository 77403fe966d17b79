import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { runProgram, temporaryFolder, temporaryProject } from './kit/program.ts'
import { areDependenciesBuilt, linkDependencies } from './kit/scaffold.ts'
import { root } from './kit/workspace.ts'

const KINDS = ['backend', 'store', 'plugin', 'command'] as const
// No word but of errors, and no look at the registry.
const NPM = { npm_config_loglevel: 'error', npm_config_update_notifier: 'false' }
const command = join(root, 'packages/create-nexusfs-plugin/bin/create-nexusfs-plugin.js')

beforeAll(() => {
  if (!areDependenciesBuilt()) throw new Error('Packages are not built: run `pnpm build` first')
})

describe.each(KINDS)('a %s made by npm create nexusfs-plugin', (kind) => {
  const project = temporaryFolder(`made-${kind}`)
  const folder = join(project.path, 'made')
  const run = (program: string, ...args: string[]) =>
    runProgram(program, args, { cwd: folder, environment: NPM })
  afterAll(project.remove)

  beforeAll(async () => {
    const args = [command, folder, '--kind', kind, '--type', 'my-own', '--title', "Bob's own"]
    const made = await runProgram(process.execPath, args, { cwd: project.path })
    if (made.code !== 0) throw new Error(made.stderr)
    linkDependencies(folder)
  })

  it('builds and passes its tests, of which the last is that it can be published', async () => {
    const { code, stdout, stderr } = await run('npm', 'test')
    expect(code, `${stdout}\n${stderr}`).toBe(0)
    expect(stdout).toContain('the package can be published as it is')
    expect(stdout).not.toMatch(/^ℹ pass 0$/m)
  }, 300_000)

  it('is sound TypeScript, sources and tests', async () => {
    const { code, stdout } = await run(join(folder, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json')
    expect(code, stdout).toBe(0)
  })

  it.runIf(kind !== 'command')('has a README whose example does what it says', async () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    const [, program = ''] = /^```ts\n([\s\S]*?)^```/m.exec(readme) ?? []
    const promised = [...program.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(
      ([, line]) => line,
    )
    // A package may import itself by its name, as its users do.
    writeFileSync(join(folder, 'example.mts'), program)
    const { code, stdout, stderr } = await run(process.execPath, 'example.mts')
    expect(code, stderr).toBe(0)
    expect(stdout.trimEnd().split('\n')).toEqual(promised)
  })

  it.runIf(kind === 'command')('runs in the project of somebody who installed it', async () => {
    const user = temporaryProject('user')
    onTestFinished(user.remove)
    symlinkSync(folder, join(user.path, 'node_modules/nexusfs-command-my-own'))
    const write = (file: string, text: string) => writeFileSync(join(user.path, file), text)
    write('package.json', '{ "dependencies": { "nexusfs-command-my-own": "*" } }')
    write('nexus.yaml', 'plugins: [{ name: my-own, config: { rows: 1 } }]')
    const cli = join(root, 'packages/cli/src/run.ts')
    const nexus = (...words: string[]) =>
      runProgram(process.execPath, ['--conditions=nexusfs-source', cli, ...words], {
        cwd: user.path,
      })
    await nexus('write', '/docs/a.md', 'hello')
    await nexus('write', '/docs/b.txt', 'x')
    expect(await nexus('my-own', '/docs')).toEqual({ code: 0, stdout: '5\t1\t.md\n', stderr: '' })
    const { stdout } = await nexus('my-own', '--limit', '2', '--json')
    expect(JSON.parse(stdout)).toEqual([
      { ending: '.md', files: 1, bytes: 5 },
      { ending: '.txt', files: 1, bytes: 1 },
    ])
    expect((await nexus('my-own', '/absent')).code).toBe(3)
    expect((await nexus('my-own', '--loud')).code).toBe(2)
  })
})
