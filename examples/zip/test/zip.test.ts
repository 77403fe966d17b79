import { afterAll, expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'

const folder = temporaryFolder('zip-example')
afterAll(folder.remove)

it('the backend is found, and what was written is read from its archive', async () => {
  const main = new URL('../main.ts', import.meta.url).pathname
  const { code, stdout, stderr } = await runSource(main, { cwd: folder.path })
  expect(stderr).toBe('')
  expect(stdout).toContain('found: Zip archive, nexusfs-backend-zip 0.1.0 (project)')
  expect(stdout).toContain('All is well.')
  expect(stdout).toMatch(/archive\.zip: \d+ bytes/)
  expect(code).toBe(0)
})
