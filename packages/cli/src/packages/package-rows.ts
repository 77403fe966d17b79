import type { Provided, ProvidedKind, Settings } from 'nexusfs'
import { CliError } from '../cli-error.ts'
import { listCommands } from '../registry.ts'
import type { Installation } from './read-installation.ts'

/** One thing that a package provides, or that the configuration names and nothing provides. */
export interface PackageRow {
  readonly kind: Provided['kind']
  readonly type: string
  readonly title: string
  /** Empty where none is installed. */
  readonly package: string
  readonly version: string
  readonly tier: Provided['tier'] | 'none'
  readonly state: State
  /** What was read of the manifest; absent where nothing is installed. */
  readonly provided?: Provided | undefined
  readonly problem?: Problem | undefined
}

/** `enabled` and `disabled` are plugins, `in use` is what the configuration names. */
export type State = 'enabled' | 'disabled' | 'in use' | 'available'

/** Why something cannot be used. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
}

/** Everything that is installed, sorted by kind and type, then what the configuration names in vain. */
export function packageRows(installation: Installation): readonly PackageRow[] {
  const { installed, settings } = installation
  const named = namedBy(settings)
  const rows = installed.provided
    .filter(({ tier }) => tier !== 'code')
    .filter(isFirst)
    .map((provided) => decided(provided, named))
    .map((provided) => ({
      ...pick(provided),
      provided,
      state: stateOf(provided, named),
      problem: provided.problem ?? clashOf(provided),
    }))
  return [...rows, ...missingRows(installation, named)]
}

function pick({ kind, type, title, package: name, version, tier }: Provided) {
  return { kind, type, title, package: name, version, tier }
}

/** What the configuration names, with the package that it asks for. */
interface Named {
  readonly kind: ProvidedKind
  readonly type: string
  readonly package?: string | undefined
  readonly enabled: boolean
}

function namedBy({ store, backend, backends = [], plugins = [] }: Settings): readonly Named[] {
  const adapters = [
    ...(store === undefined ? [] : [{ ...store, kind: 'store' as const }]),
    ...[...(backend === undefined ? [] : [backend]), ...backends].map((one) => ({
      ...one,
      kind: 'backend' as const,
    })),
  ]
  return [
    ...adapters.map(({ kind, type, package: name }) => ({
      kind,
      type: type.replace(/_connector$/, ''),
      package: name,
      enabled: true,
    })),
    ...plugins.map(({ name, package: from, enabled = true }) => ({
      kind: 'plugin' as const,
      type: name,
      package: from,
      enabled,
    })),
  ]
}

/** The folder of the user may lie below a project, whose packages are then found from there, too. */
function isFirst(row: Provided, index: number, all: readonly Provided[]): boolean {
  const { kind, type, folder, tier } = row
  if (folder === '') return true
  return !all
    .slice(0, index)
    .some(
      (other) =>
        other.kind === kind &&
        other.type === type &&
        other.folder === folder &&
        other.tier !== tier,
    )
}

/** Two packages for one type are no problem where the configuration says which one is meant. */
function decided(provided: Provided, named: readonly Named[]): Provided {
  const isDecided = named.some(
    ({ kind, type, package: from }) =>
      kind === provided.kind && type === provided.type && from !== undefined,
  )
  const isAmbiguous = provided.problem?.code === 'PLUGIN_AMBIGUOUS'
  return isAmbiguous && isDecided ? { ...provided, problem: undefined } : provided
}

function stateOf(provided: Provided, named: readonly Named[]): State {
  const matches = named.some(
    ({ kind, type, package: from, enabled }) =>
      enabled &&
      kind === provided.kind &&
      type === provided.type &&
      (from === undefined || from === provided.package),
  )
  if (provided.kind === 'plugin') return matches ? 'enabled' : 'disabled'
  return matches ? 'in use' : 'available'
}

function missingRows({ installed }: Installation, named: readonly Named[]): readonly PackageRow[] {
  const rows = new Map<string, PackageRow>()
  for (const { kind, type, package: from, enabled } of named) {
    const isThere = installed.provided.some(
      (row) =>
        // Under `plugins` the configuration of a command is given, too.
        (row.kind === kind || (kind === 'plugin' && row.kind === 'command')) &&
        row.type === type &&
        (from === undefined || row.package === from),
    )
    if (isThere) continue
    rows.set(`${kind} ${type}`, {
      kind,
      type,
      title: type,
      package: from ?? '',
      version: '',
      tier: 'none',
      state: kind === 'plugin' ? (enabled ? 'enabled' : 'disabled') : 'in use',
      problem: problemOf(() => installed.select(kind, type, { package: from })),
    })
  }
  return [...rows.values()]
}

function problemOf(attempt: () => unknown): Problem | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    return error as Error & Problem
  }
}

/** A word that the command line has itself. */
function clashOf({ kind, type, package: name }: Provided): Problem | undefined {
  if (kind !== 'plugin' && kind !== 'command') return undefined
  if (type !== 'help' && !listCommands().some((command) => command.name.split(' ')[0] === type))
    return undefined
  const what = kind === 'plugin' ? 'commands, if it has some,' : 'command'
  return new CliError(
    'PLUGIN_AMBIGUOUS',
    `The ${what} of ${name} cannot be called: "nexus ${type}" is built in.`,
    { hint: `Ask the author of ${name} for another name.` },
  )
}

/** A row as JSON. */
export function rowJson({ provided, problem, ...row }: PackageRow): object {
  const { hooks } = provided ?? {}
  return {
    ...row,
    ...(hooks !== undefined && { hooks }),
    ...(problem !== undefined && { problem: problemJson(problem) }),
  }
}

/** A problem as JSON. */
export function problemJson({ code, message, hint }: Problem): object {
  return { code, message, ...(hint !== undefined && { hint }) }
}
