import { expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'

it('all eight parts run and every assertion in them holds', async () => {
  const folder = temporaryFolder('embedded-example')
  const main = new URL('../main.ts', import.meta.url).pathname
  const { code, stdout, stderr } = await runSource(main, { cwd: folder.path })
  folder.remove()
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout.match(/^== /gm)).toHaveLength(8)
})
