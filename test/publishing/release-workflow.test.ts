import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../kit/workspace.ts'
import { jobsOf, publishEnvironment } from './release-workflow.ts'

const {
  test = '',
  version = '',
  publish = '',
  ...others
} = jobsOf(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'))
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}
const all = test + version + publish

it('the workflow tests, gives versions and publishes', () => {
  expect(others).toEqual({})
  expect(test).toContain('.ci/run')
  expect(version).toContain('needs: test')
  expect(publish).toContain('needs: test')
})

it('every script that the workflow runs exists', () => {
  const names = [...all.matchAll(/npm run (\S+)/g)].map(([, name = '']) => name)
  expect(names).toEqual(expect.arrayContaining(['setup', 'versions', 'release']))
  for (const name of names) expect(scripts).toHaveProperty(name)
  const files = [...all.matchAll(/run: (\.\S+)/g)].map(([, file = '']) => file)
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

it('only the job that publishes may sign, and no job has a secret or names a registry', () => {
  expect(publish).toContain('id-token: write')
  expect(test + version).not.toContain('id-token')
  expect(test).not.toContain(': write')
  expect(all).not.toMatch(/secrets\.|registry-url|registry\./)
})

it('what is published says where it was built', () => {
  expect(publishEnvironment()).toEqual({ PNPM_CONFIG_PROVENANCE: 'true' })
})
