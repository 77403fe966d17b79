import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ProgramResult, runProgram, temporaryFolder } from './kit/program.ts'
import { root as workspace } from './kit/workspace.ts'

const PACKAGES = ['core', 'backend-local', 'store-sqlite', 'nexusfs', 'cli']
const PLUGIN = 'nexusfs-plugin-marker'

/** The command line where `npm install --global` puts it: beside its packages, far from any project. */
describe('a globally installed command line', () => {
  const folder = temporaryFolder('global')
  const root = realpathSync(folder.path)
  const modules = 'global/lib/node_modules'

  const write = (path: string, content: unknown): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
  /** A plugin that replaces what is written by the place where the plugin lies. */
  const writePlugin = (parent: string, place: string): void => {
    const row = {
      ...{ kind: 'plugin', type: 'marker', apiVersion: 1, entry: './index.js', title: 'Marker' },
      hooks: ['beforeWrite'],
    }
    const nexusfs = { manifestVersion: 1, provides: [row] }
    const members = { name: PLUGIN, version: '1.0.0', type: 'module', nexusfs }
    write(`${parent}/${PLUGIN}/package.json`, members)
    write(
      `${parent}/${PLUGIN}/index.js`,
      `const content = new TextEncoder().encode('from the ${place}')
const hooks = { beforeWrite: () => ({ content }) }
export default { kind: 'plugin', apiVersion: 1, name: 'marker', version: '1.0.0', description: 'x', hooks }`,
    )
  }
  const project = (name: string, members: unknown): void => {
    if (members !== undefined) write(`${name}/package.json`, members)
    write(`${name}/nexus.yaml`, 'plugins: [marker]\n')
  }
  const nexus = (cwd: string, ...args: string[]): Promise<ProgramResult> =>
    runProgram(process.execPath, [join(root, modules, '@nexusfs/cli/bin/nexus.js'), ...args], {
      cwd: join(root, cwd),
      environment: { HOME: join(root, 'home') },
    })

  beforeAll(() => {
    for (const name of PACKAGES)
      installBuilt(join(workspace, 'packages', name), join(root, modules))
    writePlugin(modules, 'global folder')
    writePlugin(`${modules}/@nexusfs/cli/node_modules`, 'command line itself')
    mkdirSync(join(root, 'home'))
  })
  afterAll(() => folder.remove())

  it('uses the packages of the project in which it is run', async () => {
    project('project', { dependencies: { [PLUGIN]: '^1.0.0' } })
    writePlugin('project/node_modules', 'project')
    expect(await nexus('project', 'write', '/a.txt', 'x')).toMatchObject({ code: 0 })
    expect((await nexus('project', 'cat', '/a.txt')).stdout).toBe('from the project')
  })

  it('uses none that lie beside it', async () => {
    project('other', { dependencies: {} })
    const { code, stderr } = await nexus('other', 'write', '/a.txt', 'x')
    expect(code).toBe(2)
    expect(stderr).toContain('plugin "marker" (nexus.yaml:1)')
  })

  it("uses those of the user's folder in every project", async () => {
    project('third', undefined)
    write('home/.nexus/packages/package.json', { dependencies: { [PLUGIN]: '^1.0.0' } })
    writePlugin('home/.nexus/packages/node_modules', 'user')
    expect(await nexus('third', 'write', '/a.txt', 'x')).toMatchObject({ code: 0 })
    expect((await nexus('third', 'cat', '/a.txt')).stdout).toBe('from the user')
  })
})

/** Copies a built package as it would be published; libraries of others are linked. */
function installBuilt(source: string, modules: string): void {
  if (!existsSync(join(source, 'dist/index.js')))
    throw new Error(`${source} is not built: run \`pnpm build\` first`)
  const { publishConfig, ...members } = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8'),
  )
  const target = join(modules, members.name)
  mkdirSync(target, { recursive: true })
  const published = { ...members, exports: publishConfig.exports }
  writeFileSync(join(target, 'package.json'), JSON.stringify(published))
  for (const part of ['dist', 'bin'])
    if (existsSync(join(source, part)))
      cpSync(join(source, part), join(target, part), { recursive: true })
  for (const name of Object.keys(members.dependencies ?? {})) {
    const link = join(modules, name)
    if (name.startsWith('@nexusfs/') || name === 'nexusfs' || existsSync(link)) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(realpathSync(join(source, 'node_modules', name)), link)
  }
}
