import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runSource, temporaryProject } from './kit/program.ts'
import { root } from './kit/workspace.ts'

/** Documents whose TypeScript examples are whole programs. Those of one document share a folder, in order. */
const documents = globSync('{README.md,docs/*.md,{packages,plugins,examples}/*/README.md}', {
  cwd: root,
}).sort()

const programsOf = (document: string) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
    ([, program = '']) => program,
  )

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
