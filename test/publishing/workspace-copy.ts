import {
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Bump } from '../../scripts/left-behind.ts'
import { isBuilt, publishedPackages } from '../../scripts/published.ts'
import { type ProgramResult, runProgram } from '../kit/program.ts'
import { type Manifest, root } from '../kit/workspace.ts'

/** A copy of what the workspace publishes, in which releases are made without a trace here. */
export interface WorkspaceCopy {
  readonly path: string
  /** Announces a change, as a contributor does with `pnpm changeset`. */
  announce(bumps: Readonly<Record<string, Bump>>): void
  /** Gives new versions to what was announced, and returns those packages with their new versions. */
  version(): Promise<Record<string, string>>
  /** Publishes what the registry does not have yet. @param environment - Added to that of the programs. */
  publish(environment?: Readonly<Record<string, string>>): Promise<void>
  /** Reads the manifest of a package. */
  manifest(name: string): Manifest
}

const packages = publishedPackages()
// A release is made of neither sources nor tests; those below other folders are templates.
const LEFT_OUT = ['node_modules', 'src', 'test', 'coverage']

/** Options of {@link copyWorkspace}. */
export interface CopyOptions {
  /** Where to publish to, and as whom. */
  readonly npmrc?: string
  /** The version of every package, none of which has a change that waits; by default they are as here. */
  readonly version?: string
}

/** Copies the packages as they were built, the changesets and their rules. */
export async function copyWorkspace(
  path: string,
  { npmrc = '', version }: CopyOptions = {},
): Promise<WorkspaceCopy> {
  for (const name of ['package.json', 'pnpm-workspace.yaml', '.changeset'])
    cpSync(join(root, name), join(path, name), { recursive: true })
  for (const { folder } of packages) copyPackage(folder, path)
  if (version !== undefined) setVersions(path, version)
  writeFileSync(join(path, '.npmrc'), npmrc)
  const run = (command: string, ...args: string[]) => runOrThrow(path, command, args)
  // Changelogs name the commit of a change, and releases are tagged.
  await run('git', 'init', '--quiet', '--initial-branch=main')
  await run('git', 'add', '.')
  await run('git', 'commit', '--quiet', '--message=A copy')
  const versions = () => new Map(packages.map(({ name }) => [name, manifest(name).version]))
  const manifest = (name: string) => {
    const folder = packages.find((one) => one.name === name)?.folder ?? name
    return JSON.parse(readFileSync(join(path, folder, 'package.json'), 'utf8')) as Manifest
  }
  let announced = 0
  return {
    path,
    manifest,
    announce(bumps) {
      const lines = Object.entries(bumps).map(([name, bump]) => `"${name}": ${bump}`)
      announced += 1
      const file = join(path, '.changeset', `change-${announced}.md`)
      writeFileSync(file, `---\n${lines.join('\n')}\n---\n\nA change for this test.\n`)
    },
    async version() {
      const before = versions()
      await run('changeset', 'version')
      return Object.fromEntries([...versions()].filter(([name, now]) => before.get(name) !== now))
    },
    async publish(environment) {
      await runOrThrow(path, 'changeset', ['publish'], environment)
    },
  }
}

function copyPackage(folder: string, path: string): void {
  cpSync(join(root, folder), join(path, folder), {
    recursive: true,
    filter: (source) => !LEFT_OUT.includes(relative(join(root, folder), source)),
  })
  // The versions behind `workspace:` ranges are read from what is installed.
  for (const { name, folder: target } of packages) {
    const link = join(path, folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(path, target), link)
  }
}

function setVersions(path: string, version: string): void {
  for (const file of globSync(join(path, '.changeset/*.md'))) rmSync(file)
  for (const { folder } of packages) {
    const file = join(path, folder, 'package.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    writeFileSync(file, JSON.stringify({ ...manifest, version }))
  }
}

/** @throws Error unless every package that is published has been built. */
export function requireBuilds(): void {
  const missing = packages.filter((one) => !isBuilt(one)).map(({ folder }) => folder)
  if (missing.length > 0)
    throw new Error(`${missing.join(', ')} not built: run \`pnpm build\` first`)
}

const PUBLISHER = {
  GIT_AUTHOR_NAME: 'Publisher',
  GIT_AUTHOR_EMAIL: 'publisher@localhost',
  GIT_COMMITTER_NAME: 'Publisher',
  GIT_COMMITTER_EMAIL: 'publisher@localhost',
}

async function runOrThrow(
  cwd: string,
  command: string,
  args: readonly string[],
  added: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  const result = await runProgram(command, args, { cwd, environment: { ...PUBLISHER, ...added } })
  if (result.code === 0) return result
  throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}\n${result.stderr}`)
}
