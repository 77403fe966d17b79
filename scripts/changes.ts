/**
 * Checks that every published package whose sources changed since its last version has a changeset, and that
 * changesets name only packages of the workspace, and that no package is left behind by what its users install beside it.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bump, leftBehind } from './left-behind.ts'
import { type PublishedPackage, publishedPackages, root } from './published.ts'
import { run } from './run.ts'

const published = publishedPackages()
const bumps = announcedBumps()
const announced = new Set(bumps.keys())

const unknown = [...announced].filter((name) => published.every((one) => one.name !== name))
for (const name of unknown)
  fail(`A changeset names ${name}, which is no package of this workspace.`)

for (const one of published) {
  if (!announced.has(one.name) && (await changedSinceVersion(one))) {
    fail(`${one.name} changed since ${one.version} without a changeset. Run \`pnpm changeset\`.`)
  }
}
for (const { file, bumps: named, text } of changesets()) {
  if (named.length === 0) fail(`${file} names no package.`)
  if (text.length < 20) fail(`${file} says too little for the users of the package.`)
}
for (const { name, leaving, least } of leftBehind(published.map(withMade), bumps)) {
  fail(
    `${leaving} changes so that ${name}, its peer, may break. Announce a ${least} of ${name} too.`,
  )
}
if (process.exitCode === undefined) console.log(`${announced.size} packages announced`)

/** What the scaffold makes takes the versions that it was released with, as if they were its own peers. */
function withMade(one: PublishedPackage): PublishedPackage {
  if (one.name !== 'create-nexusfs-plugin') return one
  return { ...one, peers: ['@nexusfs/core', '@nexusfs/testkit'] }
}

/** The greatest bump of each package that is announced. */
function announcedBumps(): ReadonlyMap<string, Bump> {
  const order: readonly Bump[] = ['patch', 'minor', 'major']
  const all = changesets().flatMap(({ bumps }) => bumps)
  return new Map(all.toSorted(([, a], [, b]) => order.indexOf(a) - order.indexOf(b)))
}

function changesets(): readonly {
  file: string
  bumps: readonly (readonly [string, Bump])[]
  text: string
}[] {
  return globSync('.changeset/*.md', { cwd: root })
    .filter((file) => !file.endsWith('README.md'))
    .map((file) => {
      const [, head = '', text = ''] = readFileSync(join(root, file), 'utf8').split(/^---$/m)
      const lines = [...head.matchAll(/^["']?([^"':\s]+)["']?:\s*(major|minor|patch)$/gm)]
      const bumps = lines.map(([, name = '', bump]) => [name, bump as Bump] as const)
      return { file, bumps, text: text.trim() }
    })
}

async function changedSinceVersion({ folder, version }: PublishedPackage): Promise<boolean> {
  if (version === '0.0.0') return true
  const history = await run('git', [
    'log',
    '-1',
    '--format=%H',
    '-G"version":',
    '--',
    `${folder}/package.json`,
  ])
  const commit = history.output.trim()
  if (!history.ok || commit === '') return false
  const paths = [`${folder}/src`, `${folder}/package.json`]
  return !(await run('git', ['diff', '--quiet', commit, 'HEAD', '--', ...paths])).ok
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
