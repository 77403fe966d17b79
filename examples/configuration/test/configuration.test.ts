import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram, runSource, temporaryFolder } from '../../../test/kit/program.ts'
import { root } from '../../../test/kit/workspace.ts'

const example = new URL('..', import.meta.url).pathname

it('all four ways run and every assertion in them holds', async () => {
  const folder = temporaryFolder('configuration-example')
  const { code, stdout, stderr } = await runSource(join(example, 'main.ts'), { cwd: folder.path })
  folder.remove()
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout.match(/^== /gm)).toHaveLength(4)
})

it.each(['basic', 'multi-tenant'])('config-%s.yaml is what nexus init writes', async (template) => {
  const folder = temporaryFolder('init')
  const nexus = join(root, 'packages/cli/src/run.ts')
  const init = ['--conditions=nexusfs-source', nexus, 'init', '--template', template]
  const { code, stderr } = await runProgram(process.execPath, init, { cwd: folder.path })
  expect(code, stderr).toBe(0)
  const written = readFileSync(join(folder.path, 'nexus.yaml'), 'utf8')
  folder.remove()
  expect(written).toBe(readFileSync(join(example, `config-${template}.yaml`), 'utf8'))
})
