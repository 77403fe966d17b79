import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runProgram, runSource, temporaryProject } from './kit/program.ts'
import { root } from './kit/workspace.ts'

/** Documents whose TypeScript examples are whole programs. Those of one document share a folder, in order. */
const documents = globSync('{README.md,docs/*.md,{packages,plugins,examples}/*/README.md}', {
  cwd: root,
}).sort()

const blocksOf = (document: string, language: 'ts' | 'sh') => {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, block = '']) => block,
  )
}
const programsOf = (document: string) => blocksOf(document, 'ts')

/** The lines that an example says it prints: what stands in a comment after each `console.log(…)`. */
const promisedLines = (program: string) =>
  [...program.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, line = '']) => line)

it('the README has an example', () => {
  expect(programsOf('README.md')).toHaveLength(1)
})

describe.each(documents.filter((document) => programsOf(document).length > 0))('%s', (document) => {
  const project = temporaryProject('documents')
  afterAll(project.remove)

  it.each(programsOf(document).map((program, index) => ({ program, index: index + 1 })))(
    'example $index runs and prints what it says',
    async ({ program, index }) => {
      writeFileSync(join(project.path, `example-${index}.mts`), program)
      const { code, stdout, stderr } = await runSource(`example-${index}.mts`, {
        cwd: project.path,
      })
      expect(stderr).toBe('')
      const promised = promisedLines(program)
      if (promised.length > 0) expect(stdout.trimEnd().split('\n')).toEqual(promised)
      expect(code).toBe(0)
    },
  )
})

/** Documents whose commands are run; those of a package's README install it. */
const withCommands = documents.filter(
  (document) => document.startsWith('docs/') && blocksOf(document, 'sh').length > 0,
)

it('the command line has examples', () => {
  expect(withCommands).toContain('docs/cli.md')
})

describe.each(withCommands)('the commands of %s', (document) => {
  const project = temporaryProject('commands')
  const commands = join(project.path, 'bin')
  mkdirSync(commands)
  const run = join(root, 'packages/cli/src/run.ts')
  const nexus = `#!/bin/sh\nexec "${process.execPath}" --conditions=nexusfs-source "${run}" "$@"\n`
  writeFileSync(join(commands, 'nexus'), nexus, { mode: 0o755 })
  afterAll(project.remove)

  it.each(blocksOf(document, 'sh').map((script, index) => ({ script, index: index + 1 })))(
    'block $index runs without a failure',
    async ({ script }) => {
      const environment = { PATH: `${commands}:${process.env.PATH}` }
      const { code, stderr } = await runProgram('bash', ['-euc', script], {
        cwd: project.path,
        environment,
      })
      expect(code, stderr).toBe(0)
    },
  )
})
