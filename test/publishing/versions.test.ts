import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bump, leftBehind } from '../../scripts/left-behind.ts'
import { publishedPackages } from '../../scripts/published.ts'
import { temporaryFolder } from '../kit/program.ts'
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts'

const names = publishedPackages().map(({ name }) => name)
const peersOfCore = publishedPackages()
  .filter(({ peers }) => peers.includes('@nexusfs/core'))
  .map(({ name }) => name)

/** Releases in a copy of the workspace, one after the other, after a first release of them all. */
describe('versions are independent:', () => {
  const folder = temporaryFolder('versions')
  let copy: WorkspaceCopy

  beforeAll(async () => {
    copy = await copyWorkspace(folder.path, { version: '0.1.0' })
  })
  afterAll(() => folder.remove())

  it('there are packages with core as peer', () => {
    expect(peersOfCore).toEqual(
      expect.arrayContaining(['@nexusfs/backend-local', '@nexusfs/store-sqlite']),
    )
  })

  it('a change of one adapter releases that adapter alone', async () => {
    for (const name of peersOfCore) {
      copy.announce({ [name]: 'patch' })
      expect(await copy.version()).toEqual({ [name]: '0.1.1' })
    }
  })

  it('a patch of core releases core alone', async () => {
    copy.announce({ '@nexusfs/core': 'patch' })
    expect(await copy.version()).toEqual({ '@nexusfs/core': '0.1.1' })
  })

  it('a breaking change of core makes no package go major by itself', async () => {
    copy.announce({ '@nexusfs/core': 'minor' })
    const released = await copy.version()
    expect(released['@nexusfs/core']).toBe('0.2.0')
    expect(Object.keys(released)).toEqual(expect.arrayContaining(peersOfCore))
    for (const version of Object.values(released)) expect(version).toMatch(/^0\./)
  })

  it('from 1.0 on a new feature of core releases core alone', async () => {
    copy.announce(bumpsOf(names, 'major'))
    expect(Object.values(await copy.version())).toEqual(names.map(() => '1.0.0'))
    copy.announce({ '@nexusfs/core': 'minor' })
    expect(await copy.version()).toEqual({ '@nexusfs/core': '1.1.0' })
  })
})

describe('a package is left behind', () => {
  const core = { name: 'core', version: '0.3.1', peers: [] }
  const adapter = { name: 'adapter', version: '0.7.0', peers: ['core'] }
  const check = (bumps: Readonly<Record<string, Bump>>, version = '0.3.1') =>
    leftBehind([{ ...core, version }, adapter], new Map(Object.entries(bumps)))

  it('by a breaking change of its peer that it does not announce as one of its own', () => {
    const expected = [{ name: 'adapter', leaving: 'core', least: 'minor' }]
    expect(check({ core: 'minor' })).toEqual(expected)
    expect(check({ core: 'minor', adapter: 'patch' })).toEqual(expected)
    expect(check({ core: 'major' }, '1.4.0')).toEqual(expected)
  })

  it('by no other change', () => {
    expect(check({ core: 'patch' })).toEqual([])
    expect(check({ core: 'minor' }, '1.4.0')).toEqual([])
    expect(check({ core: 'minor', adapter: 'minor' })).toEqual([])
    expect(check({ adapter: 'patch' })).toEqual([])
  })
})

function bumpsOf(packages: readonly string[], bump: Bump): Record<string, Bump> {
  return Object.fromEntries(packages.map((name) => [name, bump]))
}
