import { NexusError } from '@nexusfs/core'
import { closest } from '@nexusfs/core/kit'
import type { PackageManager, Provided, ProvidedKind } from './types.ts'

/** What was asked for and is not there. */
export interface MissingDefinition {
  readonly kind: ProvidedKind
  readonly type: string
  /** The package that alone would have done. */
  readonly package?: string | undefined
  /** Where it is named; nothing where a program asked. */
  readonly where?: string | undefined
}

/** What is known of the place that was searched. */
export interface SearchedPlace {
  readonly provided: readonly Provided[]
  readonly packageManager: PackageManager
  /** Why nothing was found at all: the base's package.json cannot be read. */
  readonly problem?: string | undefined
  /** Whether a package lies in `node_modules`. */
  readonly has: (name: string) => boolean
}

// Adapters and plugins of this project. Others could be anyone's, so no name is guessed for them.
const OFFICIAL: Readonly<Record<ProvidedKind, readonly string[]>> = {
  backend: ['local', 's3', 'gcs', 'azure', 'minio'],
  store: ['sqlite', 'postgres'],
  plugin: ['audit', 'content-policy'],
  command: [],
}

/** One error for all that is missing, with the command that installs it. */
export function notFoundError(
  missing: readonly MissingDefinition[],
  place: SearchedPlace,
): NexusError {
  const isConfigured = missing.some(({ where }) => where !== undefined)
  const names = missing.map(nameOf).join(', ')
  return new NexusError(
    'PLUGIN_NOT_FOUND',
    isConfigured
      ? `The configuration names what is not installed: ${names}.`
      : `No installed package provides the ${names}.`,
    { hint: [...new Set(hintsOf(missing, place))].join(' ') },
  )
}

function nameOf({ kind, type, package: name, where }: MissingDefinition): string {
  const details = [name !== undefined && `of package ${name}`, where].filter(Boolean)
  return `${kind} "${type}"${details.length === 0 ? '' : ` (${details.join(', ')})`}`
}

function hintsOf(missing: readonly MissingDefinition[], place: SearchedPlace): readonly string[] {
  const { problem, provided } = place
  if (problem !== undefined) return [`Correct ${problem}, so its dependencies are not known.`]
  const meant = missing.flatMap((wanted) => suggestionOf(wanted, place))
  const packages = missing.flatMap((wanted) => packagesOf(wanted, place))
  const run =
    packages.length === 0
      ? []
      : [
          `Run \`${place.packageManager.add(packages).join(' ')}\`, or give the definition in code: connect({ definitions: [...] }).`,
        ]
  const unknown = missing.filter((wanted) => packagesOf(wanted, place).length === 0)
  const search = unknown.map(
    ({ kind, type }) =>
      `Find a package with \`nexus plugins search ${type}\`, or give the ${kind} in code: connect({ definitions: [...] }).`,
  )
  return [...meant, ...run, ...search, ...brokenOf(provided)]
}

/** A type of the same kind that is there and was most likely meant; or what the package that is named provides instead. */
function suggestionOf(
  { kind, type, package: name }: MissingDefinition,
  { provided, has }: SearchedPlace,
): readonly string[] {
  if (name !== undefined) {
    const own = provided.filter((row) => row.package === name)
    const what = own.map((row) => `${row.kind} "${row.type}"`).join(', ')
    if (own.length > 0) return [`${name} provides ${what}.`]
    return has(name) ? [`${name} is installed, and is no package for Nexus.`] : []
  }
  const types = provided.filter((row) => row.kind === kind).map((row) => row.type)
  const meant = closest(
    type,
    types.filter((known) => known !== type),
  )
  return meant === undefined ? [] : [`Did you mean "${meant}"?`]
}

function packagesOf(
  { kind, type, package: name }: MissingDefinition,
  { has }: SearchedPlace,
): readonly string[] {
  if (name !== undefined) return [name].filter((wanted) => !has(wanted))
  if (OFFICIAL[kind].includes(type)) return [`@nexusfs/${kind}-${type}`]
  // It is there, but only because another package needs it.
  return [`nexusfs-${kind}-${type}`].filter(has)
}

/** It may be the one that cannot be read. */
function brokenOf(provided: readonly Provided[]): readonly string[] {
  const names = provided.filter(({ kind }) => kind === 'unknown').map((row) => row.package)
  if (names.length === 0) return []
  return [
    `The manifest of ${[...new Set(names)].join(', ')} cannot be read: see \`nexus plugins doctor\`.`,
  ]
}
