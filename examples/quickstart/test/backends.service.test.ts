import { randomUUID } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runSource, temporaryProject } from '../../../test/kit/program.ts'
import { root } from '../../../test/kit/workspace.ts'
import { CLOUD_USES, configOf } from '../../../test/publishing/cloud-uses.ts'
import { serverOf } from '../../../test/servers/index.ts'

const example = join(root, 'examples/quickstart')
const project = temporaryProject('demo-backends')
afterAll(project.remove)

/** A project that has the adapters, and a smaller repository to import. */
const repository = join(project.path, 'repository')
mkdirSync(repository)
for (const part of ['README.md', 'package.json', 'docs', 'packages/core/src/spec', 'test/servers'])
  cpSync(join(root, part), join(repository, part), { recursive: true })
copyFileSync(join(example, 'package.json'), join(project.path, 'package.json'))

/** The demo's own file, with one line of it changed. */
function fileWith(line: string): string {
  const lines = readFileSync(join(example, 'nexus.yaml'), 'utf8').split('\n')
  const place = lines.findIndex((text) => text.startsWith('backend:'))
  return lines.with(place, line).join('\n')
}

it('the file of the demo has one line for the backend, and one for each other adapter', () => {
  const text = readFileSync(join(example, 'nexus.yaml'), 'utf8')
  expect(text.match(/^backend:/gm)).toHaveLength(1)
  const types = [...text.matchAll(/^# backend: \{ type: (\w+)/gm)].map(
    ([, type]) => `backend ${type}`,
  )
  expect(types.toSorted()).toEqual(Object.keys(CLOUD_USES).toSorted())
})

for (const [name, use] of Object.entries(CLOUD_USES)) {
  const { server, missing } = serverOf(use.server)
  describe.skipIf(missing)(`with ${name}`, () => {
    it('the demo runs to its end, and finds every byte as it was', async () => {
      if (server === undefined) return
      const options = use.options(server, `demo-${randomUUID()}`)
      const { default: definition } = await import(use.package)
      const backend = definition.create(options, {})
      await backend.admin.ensureBucket()

      const config = join(project.path, `${use.server}.yaml`)
      const type = name.replace('backend ', '')
      writeFileSync(config, fileWith(`backend: { type: ${type}, config: ${configOf(options)} }`))
      const { code, stdout, stderr } = await runSource(join(example, 'main.ts'), {
        cwd: project.path,
        arguments: [config, repository],
      })
      expect(stderr).toBe('')
      expect(stdout).toContain('each as it was before the run')
      expect(stdout).toContain('every byte is what it was')
      expect(code).toBe(0)
      expect((await backend.list({ limit: 1 })).objects).toHaveLength(1)
      await backend.close()
    })
  })
}
