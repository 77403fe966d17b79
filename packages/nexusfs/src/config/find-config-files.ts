import { join, relative } from 'node:path'
import { defaultNames } from '../default-names.ts'
import type { FileSource } from './file-layer.ts'
import { hostPath } from './host-path.ts'
import type { Problem } from './problems.ts'
import { readConfigFile } from './read-config-file.ts'

/** The files in use, the strongest first. */
export interface FoundFiles {
  readonly sources: readonly FileSource[]
  readonly problems: readonly Problem[]
}

/** Reads the named file, else that of the working directory; then that of the user. */
export function findConfigFiles(
  named: { readonly path: string; readonly by: string } | undefined,
  cwd: string,
  home: string,
): FoundFiles {
  const project = named === undefined ? findProjectFile(cwd) : readNamedFile(named, cwd, home)
  const userPath = join(home, defaultNames.userConfigFile)
  const isSame = project.sources.some(({ path }) => path === userPath)
  const user = isSame ? NOTHING : readSource(userPath, `~/${defaultNames.userConfigFile}`)
  return {
    sources: [...project.sources, ...user.sources],
    problems: [...project.problems, ...user.problems],
  }
}

const NOTHING: FoundFiles = { sources: [], problems: [] }

function findProjectFile(cwd: string): FoundFiles {
  const found = defaultNames.configFiles.map((name) => readSource(join(cwd, name), name))
  const present = found.filter(({ sources, problems }) => sources.length + problems.length > 0)
  const [first = NOTHING, second] = present
  if (second === undefined) return first
  const [name, other] = defaultNames.configFiles
  const message = `${other} lies beside it, and only one can count: remove one`
  return { sources: first.sources, problems: [...first.problems, { where: name, message }] }
}

function readNamedFile(
  named: { readonly path: string; readonly by: string },
  cwd: string,
  home: string,
): FoundFiles {
  const path = hostPath(named.path, cwd, home)
  const name = shortName(path, cwd)
  const { sources, problems } = readSource(path, name)
  if (sources.length + problems.length > 0) return { sources, problems }
  const message = `there is no such file (named by ${named.by}): correct the path, or run \`nexus init\``
  return { sources, problems: [{ where: name, message }] }
}

function readSource(path: string, name: string): FoundFiles {
  const file = readConfigFile(path)
  if ('absent' in file) return NOTHING
  if ('problem' in file) return { sources: [], problems: [{ where: name, message: file.problem }] }
  return { sources: [{ path, name, text: file.text }], problems: [] }
}

function shortName(path: string, cwd: string): string {
  const below = relative(cwd, path)
  return below === '' || below.startsWith('..') ? path : below
}
