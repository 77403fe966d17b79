/**
 * Checks that every published package whose sources changed since its last version has a changeset, and that
 * changesets name only packages of the workspace.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PublishedPackage, publishedPackages, root } from './published.ts'
import { run } from './run.ts'

const published = publishedPackages()
const announced = new Set(changesets().flatMap(({ names }) => names))

const unknown = [...announced].filter((name) => published.every((one) => one.name !== name))
for (const name of unknown)
  fail(`A changeset names ${name}, which is no package of this workspace.`)

for (const one of published) {
  if (!announced.has(one.name) && (await changedSinceVersion(one))) {
    fail(`${one.name} changed since ${one.version} without a changeset. Run \`pnpm changeset\`.`)
  }
}
for (const { file, names, text } of changesets()) {
  if (names.length === 0) fail(`${file} names no package.`)
  if (text.length < 20) fail(`${file} says too little for the users of the package.`)
}
if (process.exitCode === undefined) console.log(`${announced.size} packages announced`)

function changesets(): readonly { file: string; names: readonly string[]; text: string }[] {
  return globSync('.changeset/*.md', { cwd: root })
    .filter((file) => !file.endsWith('README.md'))
    .map((file) => {
      const [, head = '', text = ''] = readFileSync(join(root, file), 'utf8').split(/^---$/m)
      const names = [...head.matchAll(/^["']?([^"':\s]+)["']?:\s*(?:major|minor|patch)$/gm)]
      return { file, names: names.map(([, name = '']) => name), text: text.trim() }
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
