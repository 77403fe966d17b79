import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { satisfies, validRange } from 'semver'
import { isObject, type JsonObject } from './package-json.ts'
import { type PackageProblem, problemsOf } from './package-problem.ts'

const CORE = '@nexusfs/core'
const report = problemsOf('peer')

/** Whether the package takes the core of those who install it, in a range that holds the one it is built with. */
export async function checkPeer(
  folder: string,
  packageJson: JsonObject,
): Promise<readonly PackageProblem[]> {
  const range = memberOf(packageJson, 'peerDependencies')
  return [
    ...bundled(packageJson),
    ...(range === undefined ? [absent()] : await checkRange(folder, range)),
  ]
}

function bundled(packageJson: JsonObject): readonly PackageProblem[] {
  return ['dependencies', 'optionalDependencies', 'bundleDependencies']
    .filter((member) => memberOf(packageJson, member) !== undefined)
    .map((member) =>
      report(
        `package.json has ${CORE} in "${member}", which installs a second core.`,
        'Move it to "peerDependencies".',
      ),
    )
}

async function checkRange(folder: string, range: string): Promise<readonly PackageProblem[]> {
  // Such a range is replaced by the version of the workspace when the package is packed.
  if (range.startsWith('workspace:')) return []
  if (validRange(range) === null) {
    return [report(`The peer range ${CORE} "${range}" is none.`, 'Give one, such as "^1.0.0".')]
  }
  const version = await installedVersion(folder)
  if (version === undefined) {
    return [report(`${CORE} is not installed for the package.`, 'Install its dependencies.')]
  }
  if (satisfies(version, range, { includePrerelease: true })) return []
  return [
    report(
      `The peer range ${CORE} "${range}" does not hold ${version}, which is installed.`,
      'Widen the range, or install a version that it holds.',
    ),
  ]
}

/** The version in the nearest `node_modules`, where an import would find it. */
async function installedVersion(folder: string): Promise<string | undefined> {
  const file = join(folder, 'node_modules', CORE, 'package.json')
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as { readonly version: string }).version
  } catch {
    const parent = dirname(folder)
    return parent === folder ? undefined : installedVersion(parent)
  }
}

function memberOf(packageJson: JsonObject, member: string): string | undefined {
  const ranges = packageJson[member]
  if (Array.isArray(ranges)) return ranges.includes(CORE) ? CORE : undefined
  const range = isObject(ranges) ? ranges[CORE] : undefined
  return typeof range === 'string' ? range : undefined
}

function absent(): PackageProblem {
  return report(
    `package.json has not ${CORE} in "peerDependencies".`,
    'Add it with the range of versions that the package works with.',
  )
}
