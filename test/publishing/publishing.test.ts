import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishedPackages } from '../../scripts/published.ts'
import { temporaryFolder } from '../kit/program.ts'
import { readPackages } from '../kit/workspace.ts'
import { startServer, whyMissing } from '../servers/index.ts'
import { CLOUD_USES, lookingIntoBucket, makingBucket, yamlOf } from './cloud-uses.ts'
import { installedVersions } from './installed-versions.ts'
import { emptyProject, type Manager, type Project, projectIn } from './project.ts'
import { startRegistry, whyNobodyElse } from './registry.ts'
import { publishEnvironment } from './release-workflow.ts'
import { USES, type Use } from './uses.ts'
import { copyWorkspace, requireBuilds, type WorkspaceCopy } from './workspace-copy.ts'

const MANAGERS: readonly Manager[] = ['npm', 'pnpm']
const CORE = '@nexusfs/core'
const published = publishedPackages().map(({ name }) => name)
const provided = readPackages(['packages', 'plugins']).flatMap(({ manifest: { name, nexusfs } }) =>
  (nexusfs?.provides ?? []).map(({ kind, type }) => ({ name, kind, type })),
)
const types = provided.map(({ kind, type }) => `${kind} ${type}`)
const local = types.filter((type) => !(type in CLOUD_USES))
const cloud = types.filter((type) => type in CLOUD_USES)
const adapters = [...new Set(provided.map(({ name }) => name))]

/** The limit shows that the backend is really used, and with its options. */
const SHELF = `
data_dir: ./shelved
inline_max_bytes: 0
backends:
  - type: shelf
    mount_point: /external/shelf
    config: { limit: 4096 }
`

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

it.each(types)('there is a use of %s', (type) => {
  expect({ ...USES, ...CLOUD_USES }).toHaveProperty([type])
})

describe.skipIf(missing !== undefined)('what is published', () => {
  const projects = {} as Record<Manager, Project>
  let workspace: ReturnType<typeof temporaryFolder>
  let copy: WorkspaceCopy

  beforeAll(async () => {
    requireBuilds()
    workspace = temporaryFolder('workspace')
    copy = await copyWorkspace(workspace.path, { npmrc: registry.npmrc })
    copy.announce(Object.fromEntries(published.map((name) => [name, 'minor'])))
    await copy.version()
    await copy.publish()
    for (const manager of MANAGERS) projects[manager] = emptyProject(registry, manager)
    await Promise.all(
      Object.values(projects).map(async (project) => {
        project.write('package.json', '{ "private": true, "type": "module" }')
        await project.install('nexusfs', '@nexusfs/cli', ...adapters)
      }),
    )
  }, 600_000)

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
      expect(manifest?.peerDependencies, name).toHaveProperty([CORE], range)
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

    it.each(local)('%s is connected, written and read', async (type) => {
      await writeAndRead(projects[manager], USES[type])
    })

    for (const type of cloud) {
      // In CI a server that is missing is a failure.
      const absent = process.env.CI ? undefined : whyMissing(CLOUD_USES[type]?.server ?? 'azure')
      it.skipIf(absent)(`${type} is connected, written and read on a real server`, async () => {
        await writeAndReadCloud(projects[manager], type, manager)
      })
    }
  })

  describe('a backend made by the scaffold', () => {
    let author: Project
    beforeAll(() => {
      author = emptyProject(registry, 'npm')
    })
    afterAll(() => author.remove())

    it('is built, tested and published as it stands', async () => {
      await author.manage(
        'create',
        'nexusfs-plugin',
        'shelf',
        '--',
        '--kind=backend',
        '--type=shelf',
      )
      const made = projectIn(registry, 'npm', join(author.path, 'shelf'))
      await made.install()
      await made.manage('publish')
      const [manifest] = await registry.published('nexusfs-backend-shelf')
      expect(manifest?.nexusfs?.provides).toMatchObject([{ kind: 'backend', type: 'shelf' }])
    })

    it.each(MANAGERS)('is installed with %s and used', async (manager) => {
      const project = projects[manager]
      await project.install('nexusfs-backend-shelf')
      project.write('nexus.yaml', SHELF)
      const { stdout, stderr } = await project.runModule(`
        import { connect } from 'nexusfs'
        const nx = await connect()
        await nx.write('/external/shelf/a.txt', 'hello from a shelf')
        console.log(await nx.readText('/external/shelf/a.txt'))
        await nx.close()`)
      expect({ stdout, stderr }).toEqual({ stdout: 'hello from a shelf\n', stderr: '' })
      const refused = await project.runModule(writing('/external/shelf/b.txt', 5000))
      expect(refused.stderr).toContain('TOO_LARGE')
    })
  })

  it.each(['@nexusfs/backend-local', CORE])('a patch of %s is published alone', async (name) => {
    copy.announce({ [name]: 'patch' })
    await copy.version()
    await copy.publish()
    for (const one of published) {
      const versions = (await registry.published(one)).map(({ version }) => version)
      expect(versions.at(-1), one).toBe(copy.manifest(one).version)
      if (one === name) expect(versions).toHaveLength(2)
    }
  })

  it.each(MANAGERS)(
    'an update with %s takes the patches, and core is there once',
    async (manager) => {
      await projects[manager].manage('update')
      const names = ['nexusfs', '@nexusfs/cli', ...adapters]
      const { versions, cores } = await installedVersions(projects[manager], names)
      const latest = names.map((name) => [name, copy.manifest(name).version])
      expect(versions).toEqual(Object.fromEntries(latest))
      expect(cores).toEqual([copy.manifest(CORE).version])
    },
  )

  it('is signed by the release workflow: its settings publish nothing from elsewhere', async () => {
    copy.announce({ nexusfs: 'patch' })
    await copy.version()
    const environment = { ...publishEnvironment(), GITHUB_ACTIONS: '' }
    await expect(copy.publish(environment)).rejects.toThrow(/PROVENANCE|ID_TOKEN/)
    expect(await registry.published('nexusfs')).toHaveLength(1)
  })
})

/** Writes in one process, with the library, and reads in another, with the command. */
async function writeAndRead(project: Project, use: Use | undefined): Promise<void> {
  if (use === undefined) throw new Error('Say in uses.ts how it is used.')
  const { yaml, path, leaves, refuses } = use
  project.write('nexus.yaml', yaml)
  expect(existsSync(join(project.path, leaves))).toBe(false)
  expect(await project.runModule(writing(path))).toEqual({ code: 0, stdout: '20\n', stderr: '' })
  expect(existsSync(join(project.path, leaves)), leaves).toBe(true)
  const read = await project.nexus('cat', path)
  expect(read).toEqual({ code: 0, stdout: 'hello from a package', stderr: '' })
  if (refuses === undefined) return
  const refused = await project.runModule(writing(refuses))
  expect(refused.stderr).toContain('VETOED')
  expect(refused.code).toBe(1)
}

async function writeAndReadCloud(project: Project, kind: string, name: string): Promise<void> {
  const use = CLOUD_USES[kind] ?? expect.unreachable()
  const server = await startServer(use.server)
  try {
    const options = use.options(server, `${name}-bucket`)
    const made = await project.runModule(makingBucket(use, options))
    expect(made).toEqual({ code: 0, stdout: 'true\n', stderr: '' })
    const type = kind.replace('backend ', '')
    project.write('nexus.yaml', yamlOf(type, options))
    const path = `/external/${type}/a.txt`
    expect(await project.runModule(writing(path))).toEqual({ code: 0, stdout: '20\n', stderr: '' })
    const look = await project.runModule(lookingIntoBucket(use, options))
    expect(look).toEqual({ code: 0, stdout: '1\n', stderr: '' })
    const read = await project.nexus('cat', path)
    expect(read).toEqual({ code: 0, stdout: 'hello from a package', stderr: '' })
  } finally {
    await server.close()
  }
}

function writing(path: string, bytes = 20): string {
  return `import { connect } from 'nexusfs'
    const nx = await connect()
    const { size } = await nx.write('${path}', 'hello from a package'.padEnd(${bytes}))
    await nx.close()
    console.log(size)`
}
