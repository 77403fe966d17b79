import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { checkPackage } from '../packages/testkit/src/package/check-package.ts'
import { isBuilt, publishedPackages } from '../scripts/published.ts'
import { root } from './kit/workspace.ts'

interface Manifest {
  readonly nexusfs?: object
}

/** Packages that provide something, as third parties do. */
const providing = publishedPackages().filter(({ folder }) => {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8')
  return (JSON.parse(text) as Manifest).nexusfs !== undefined
})

describe('packages of ours that Nexus finds', () => {
  it('are all adapters and plugins', () => {
    const adapters = publishedPackages()
      .map(({ folder }) => folder)
      .filter((folder) => /^(?:packages\/(?:backend|store)-|plugins\/)/.test(folder))
    expect(providing.map(({ folder }) => folder)).toEqual(expect.arrayContaining(adapters))
    expect(providing.length).toBeGreaterThanOrEqual(2)
  })

  it.each(providing)('$name is as the testkit asks of everybody', async (published) => {
    if (!isBuilt(published)) throw new Error(`${published.folder} is not built: run \`pnpm build\``)
    expect(await checkPackage(join(root, published.folder))).toEqual([])
  })
})
