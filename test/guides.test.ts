import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf, merged } from './kit/guide.ts'
import { runProgram, runSource, temporaryFolder, temporaryProject } from './kit/program.ts'
import { areDependenciesBuilt, linkDependencies } from './kit/scaffold.ts'
import { root } from './kit/workspace.ts'

const guides = globSync('docs/guides/write-*.md', { cwd: root }).sort()
const creator = join(root, 'packages/create-nexusfs-plugin/bin/create-nexusfs-plugin.js')

it('there is a guide for backends, stores and plugins', () => {
  expect(guides.map((guide) => guide.split('/').at(-1))).toEqual([
    'write-a-backend.md',
    'write-a-plugin.md',
    'write-a-store.md',
  ])
})

beforeAll(() => {
  if (!areDependenciesBuilt()) throw new Error('Packages are not built: run `pnpm build` first')
})

/** Follows a guide as its reader would: makes the package, writes its files, tests it, and uses it in a project. */
describe.each(guides)('%s', (guide) => {
  const blocks = blocksOf(guide)
  const workplace = temporaryFolder('guide')
  const project = temporaryProject('reader')
  const [, words = ''] =
    /^npm create nexusfs-plugin (.+)$/m.exec(blocks.map(({ text }) => text).join('\n')) ?? []
  const [name = '', , ...flags] = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
  const folder = join(workplace.path, name)
  const commands = join(project.path, 'bin')
  afterAll(() => {
    workplace.remove()
    project.remove()
  })

  beforeAll(async () => {
    const made = await runProgram(process.execPath, [creator, name, ...flags], {
      cwd: workplace.path,
    })
    if (made.code !== 0) throw new Error(made.stderr)
    linkDependencies(folder)
    for (const block of blocks) await follow(block)
    linkInto(project.path)
  })

  async function follow({ language, file, text }: (typeof blocks)[number]): Promise<void> {
    if (file !== undefined && file !== 'nexus.yaml') {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    if (language === 'json') changePackageJson(JSON.parse(text))
    const removal = language === 'console' ? /^rm .*$/m.exec(text)?.[0] : undefined
    if (removal !== undefined) await runProgram('sh', ['-euc', removal], { cwd: folder })
  }

  function changePackageJson(members: unknown): void {
    const file = join(folder, 'package.json')
    const changed = merged(JSON.parse(readFileSync(file, 'utf8')), members)
    writeFileSync(file, JSON.stringify(changed, undefined, 2))
  }

  /** Makes the package a dependency of the reader's project, which has the configuration of the guide. */
  function linkInto(path: string): void {
    symlinkSync(folder, join(path, 'node_modules', name))
    writeFileSync(
      join(path, 'package.json'),
      JSON.stringify({ type: 'module', dependencies: { [name]: '*' } }),
    )
    for (const { file, text } of blocks) {
      if (file === 'nexus.yaml') writeFileSync(join(path, file), text)
    }
    mkdirSync(commands)
    const run = join(root, 'packages/cli/src/run.ts')
    const nexus = `#!/bin/sh\nexec "${process.execPath}" --conditions=nexusfs-source "${run}" "$@"\n`
    writeFileSync(join(commands, 'nexus'), nexus, { mode: 0o755 })
  }

  it('its package is sound TypeScript, builds, passes its tests and can be published', async () => {
    // No word but of errors, and no look at the registry.
    const environment = { npm_config_loglevel: 'error', npm_config_update_notifier: 'false' }
    const run = (program: string, ...args: string[]) =>
      runProgram(program, args, { cwd: folder, environment })
    const types = await run(join(folder, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json')
    expect(types.code, types.stdout).toBe(0)
    const { code, stdout, stderr } = await run('npm', 'test')
    expect(code, `${stdout}\n${stderr}`).toBe(0)
    expect(stdout).toContain('the package can be published as it is')
  }, 300_000)

  const programs = blocks.filter(({ language, file }) => language === 'ts' && file === undefined)
  it.each(programs.map(({ text }, index) => ({ text, index: index + 1 })))(
    'program $index runs in a project and prints what it says',
    async ({ text, index }) => {
      writeFileSync(join(project.path, `program-${index}.mts`), text)
      const { code, stdout, stderr } = await runSource(`program-${index}.mts`, {
        cwd: project.path,
      })
      expect(code, stderr).toBe(0)
      const promised = [...text.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, line]) => line)
      expect(stdout.trimEnd().split('\n')).toEqual(promised)
    },
  )

  const scripts = blocks.filter(({ language }) => language === 'sh')
  it.each(scripts.map(({ text }, index) => ({ text, index: index + 1 })))(
    'commands $index run in the project',
    async ({ text }) => {
      const environment = { PATH: `${commands}:${process.env.PATH}` }
      const script = ['-euc', text]
      const { code, stderr } = await runProgram('bash', script, { cwd: project.path, environment })
      expect(code, stderr).toBe(0)
    },
  )

  it('has something to run', () => {
    expect(programs.length).toBeGreaterThan(0)
    expect(scripts.length).toBeGreaterThan(0)
  })
})
