import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connect, findPackages } from '../packages/nexusfs/src/index.ts'
import { runProgram, temporaryFolder } from './kit/program.ts'

const memory = { store: { type: 'memory' }, backend: { type: 'memory' } }

/**
 * Packages are found where package managers really put them. All of them lie on this machine, so that nothing is asked of
 * a registry.
 */
describe('packages that a package manager installed', () => {
  const folder = temporaryFolder('layouts')
  let root: string
  const write = (path: string, content: unknown): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
  const writePlugin = (path: string, name: string): void => {
    const row = {
      ...{ kind: 'plugin', type: name, apiVersion: 1, entry: './dist/index.js', title: name },
      hooks: ['beforeWrite'],
    }
    write(`${path}/package.json`, {
      ...{ name: `nexusfs-plugin-${name}`, version: '1.0.0', type: 'module' },
      exports: { '.': { import: './dist/index.js' } },
      nexusfs: { manifestVersion: 1, provides: [row] },
    })
    write(
      `${path}/dist/index.js`,
      `const content = new TextEncoder().encode('written by ${name}')
const hooks = { beforeWrite: () => ({ content }) }
export default { kind: 'plugin', apiVersion: 1, name: '${name}', version: '1.0.0', description: 'Writes', hooks }`,
    )
  }
  const run = async (cwd: string, command: string, ...args: string[]): Promise<void> => {
    const environment = {
      HOME: join(root, 'home'),
      npm_config_prefix: join(root, 'global'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    }
    const result = await runProgram(command, args, { cwd: join(root, cwd), environment })
    expect(result.code, `${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0)
  }
  const expectUsed = async (project: string, name: string): Promise<string> => {
    const around = { env: {}, cwd: join(root, project), home: join(root, 'home') }
    const found = (await findPackages(around)).select('plugin', name)
    expect(found).toMatchObject({ tier: 'project', package: `nexusfs-plugin-${name}` })
    const nexus = await connect({ ...memory, plugins: [name] }, around)
    onTestFinished(() => nexus.close())
    await nexus.write('/a', 'x')
    expect(await nexus.readText('/a')).toBe(`written by ${name}`)
    return found.folder
  }

  beforeAll(async () => {
    root = realpathSync(folder.path)
    for (const name of ['packed', 'own', 'linked']) writePlugin(name, name)
    for (const made of ['home', 'global/lib']) mkdirSync(join(root, made), { recursive: true })
    await run('packed', 'npm', 'pack', '--pack-destination', root)
    expect(readdirSync(root)).toContain('nexusfs-plugin-packed-1.0.0.tgz')
  })
  afterAll(() => folder.remove())

  const tarball = 'file:../nexusfs-plugin-packed-1.0.0.tgz'

  it('npm: flat, and linked', async () => {
    write('flat/package.json', {
      dependencies: { 'nexusfs-plugin-packed': tarball, 'nexusfs-plugin-linked': '*' },
    })
    await run('flat', 'npm', 'link', '../linked', '--offline')
    const installed = join(root, 'flat/node_modules/nexusfs-plugin-packed')
    expect(await expectUsed('flat', 'packed')).toBe(installed)
    expect(await expectUsed('flat', 'linked')).toBe(join(root, 'linked'))
  })

  it('npm: a workspace', async () => {
    write('npm/package.json', { private: true, workspaces: ['app', 'own'] })
    write('npm/app/package.json', {
      name: 'app',
      dependencies: {
        'nexusfs-plugin-packed': tarball.replace('../', '../../'),
        'nexusfs-plugin-own': '*',
      },
    })
    writePlugin('npm/own', 'own')
    await run('npm', 'npm', 'install', '--offline')
    expect(await expectUsed('npm/app', 'own')).toBe(join(root, 'npm/own'))
    const hoisted = join(root, 'npm/node_modules/nexusfs-plugin-packed')
    expect(await expectUsed('npm/app', 'packed')).toBe(hoisted)
  })

  it('pnpm: strict, in a workspace', async () => {
    write('strict/package.json', { private: true })
    write('strict/pnpm-workspace.yaml', 'packages: [app, own]\n')
    write('strict/app/package.json', {
      name: 'app',
      dependencies: {
        'nexusfs-plugin-packed': tarball.replace('../', '../../'),
        'nexusfs-plugin-own': 'workspace:*',
      },
    })
    writePlugin('strict/own', 'own')
    await run('strict', 'pnpm', 'install', '--offline', '--store-dir', join(root, 'store'))
    expect(await expectUsed('strict/app', 'own')).toBe(join(root, 'strict/own'))
    const real = await expectUsed('strict/app', 'packed')
    expect(real).toContain(join(root, 'strict/node_modules/.pnpm/'))
  })

  it('pnpm: hoisted', async () => {
    write('hoisted/package.json', { dependencies: { 'nexusfs-plugin-packed': tarball } })
    write('hoisted/pnpm-workspace.yaml', 'nodeLinker: hoisted\n')
    await run('hoisted', 'pnpm', 'install', '--offline', '--store-dir', join(root, 'store'))
    const installed = join(root, 'hoisted/node_modules/nexusfs-plugin-packed')
    expect(await expectUsed('hoisted', 'packed')).toBe(installed)
  })
})
