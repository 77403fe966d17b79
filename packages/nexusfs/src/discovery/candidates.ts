import { readFileSync } from 'node:fs'
import { isPackageName } from './package-names.ts'

const FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const

/** What a base's package.json says of the packages around it. */
export interface BasePackage {
  /** Its own name; `undefined` where it has none. */
  readonly name: string | undefined
  /** Names of its dependencies of every kind, each once. */
  readonly dependencies: readonly string[]
  /** Why it could not be read; then it has no dependencies. */
  readonly problem?: string | undefined
}

/** Reads the package.json of a base. */
export function readBasePackage(file: string | undefined): BasePackage {
  if (file === undefined) return { name: undefined, dependencies: [] }
  let members: Readonly<Record<string, unknown>>
  try {
    members = membersOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read'
    return { name: undefined, dependencies: [], problem: `${file}: ${problem}` }
  }
  const names = new Set(FIELDS.flatMap((field) => Object.keys(membersOf(members[field]))))
  return {
    name: typeof members.name === 'string' ? members.name : undefined,
    dependencies: [...names].filter(isPackageName),
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}
