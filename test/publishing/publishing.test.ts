import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishedPackages } from '../../scripts/published.ts'
import { temporaryFolder } from '../kit/program.ts'
import { readPackages } from '../kit/workspace.ts'
import { installedVersions } from './installed-versions.ts'
import { emptyProject, type Manager, type Project } from './project.ts'
import { startRegistry, whyNobodyElse } from './registry.ts'
import { USES, type Use } from './uses.ts'
import { copyWorkspace, requireBuilds, type WorkspaceCopy } from './workspace-copy.ts'

const MANAGERS: readonly Manager[] = ['npm', 'pnpm']
const CORE = '@nexusfs/core'
const published = publishedPackages().map(({ name }) => name)
const provided = readPackages(['packages', 'plugins']).flatMap(({ manifest: { name, nexusfs } }) =>
  (nexusfs?.provides ?? []).map(({ kind, type }) => ({ name, kind, type })),
)
const adapters = [...new Set(provided.map(({ name }) => name))]

const folder = temporaryFolder('registry')
const registry = await startRegistry(folder.path)
const missing = await whyNobodyElse(registry)
if (missing !== undefined) {
  await registry.close()
  folder.remove()
  process.stderr.write(`\nSKIPPED: the tests of publishing did not run: ${missing}.\n\n`)
}

it.runIf(process.env.CI)('in CI there is a registry with the packages of others', () => {
  expect(missing).toBeUndefined()
})

it.each(provided)('there is a use of $kind $type', ({ kind, type }) => {
  expect(USES).toHaveProperty([`${kind} ${type}`])
})

describe.skipIf(missing !== undefined)('what is published', () => {
  const workspace = temporaryFolder('workspace')
  const projects = {} as Record<Manager, Project>
  let copy: WorkspaceCopy

  beforeAll(async () => {
    requireBuilds()
    copy = await copyWorkspace(workspace.path, { npmrc: registry.npmrc })
    copy.announce(Object.fromEntries(published.map((name) => [name, 'minor'])))
    await copy.version()
    await copy.publish()
    for (const manager of MANAGERS) {
      projects[manager] = emptyProject(registry, manager)
      projects[manager].write('package.json', '{ "private": true, "type": "module" }')
      await projects[manager].install('nexusfs', '@nexusfs/cli', ...adapters)
    }
  }, 120_000)

  afterAll(async () => {
    for (const project of Object.values(projects)) project.remove()
    await registry.close()
    workspace.remove()
    folder.remove()
  })

  it('is every package, in the version that changesets gave it', async () => {
    for (const name of published) {
      const versions = (await registry.published(name)).map(({ version }) => version)
      expect(versions, name).toEqual([copy.manifest(name).version])
    }
  })

  it('asks for a core beside each adapter, of a range that patches of core stay in', async () => {
    const range = `^${copy.manifest(CORE).version}`
    for (const name of adapters) {
      const [manifest] = await registry.published(name)
      expect(manifest?.peerDependencies, name).toEqual({ [CORE]: range })
    }
  })

  describe.each(MANAGERS)('installed with %s', (manager) => {
    it('is found', async () => {
      const { stdout, stderr } = await projects[manager].runModule(`
        import { findPackages } from 'nexusfs'
        const { provided } = await findPackages()
        console.log(JSON.stringify(provided))`)
      expect(stderr).toBe('')
      const rows = JSON.parse(stdout) as readonly object[]
      for (const { name, kind, type } of provided) {
        const { version } = copy.manifest(name)
        const row = { package: name, kind, type, apiVersion: 1, version }
        expect(rows).toContainEqual(expect.objectContaining(row))
      }
      expect(rows.filter((row) => 'problem' in row)).toEqual([])
    })

    it.each(Object.entries(USES))('%s is connected, written and read', async (_, use) => {
      await writeAndRead(projects[manager], use)
    })
  })

  describe.each(['@nexusfs/backend-local', CORE])('a patch of %s', (name) => {
    beforeAll(async () => {
      copy.announce({ [name]: 'patch' })
      await copy.version()
      await copy.publish()
    }, 60_000)

    it('is published alone', async () => {
      for (const one of published) {
        const versions = (await registry.published(one)).map(({ version }) => version)
        expect(versions.at(-1), one).toBe(copy.manifest(one).version)
        if (one === name) expect(versions).toHaveLength(2)
      }
    })

    it.each(MANAGERS)('is taken by an update with %s, and core is there once', async (manager) => {
      await projects[manager].manage('update')
      const names = ['nexusfs', '@nexusfs/cli', ...adapters]
      const { versions, cores } = await installedVersions(projects[manager], names)
      expect(versions).toEqual(
        Object.fromEntries(names.map((one) => [one, copy.manifest(one).version])),
      )
      expect(cores).toEqual([copy.manifest(CORE).version])
    })
  })
})

/** Writes in one process, with the library, and reads in another, with the command. */
async function writeAndRead(project: Project, { yaml, path, leaves }: Use): Promise<void> {
  project.write('nexus.yaml', yaml)
  expect(existsSync(join(project.path, leaves))).toBe(false)
  const written = await project.runModule(`
    import { connect } from 'nexusfs'
    const nx = await connect()
    const { size } = await nx.write('${path}', 'hello from a package')
    await nx.close()
    console.log(size)`)
  expect(written).toEqual({ code: 0, stdout: '20\n', stderr: '' })
  expect(existsSync(join(project.path, leaves)), leaves).toBe(true)
  const read = await project.nexus('cat', path)
  expect(read).toEqual({ code: 0, stdout: 'hello from a package', stderr: '' })
}
