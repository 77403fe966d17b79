import { type Definition, NexusError } from '@nexusfs/core'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Surroundings } from '../connect-options.ts'
import { baseFolders } from './base-folder.ts'
import { isBundled, listBundled, loadBundled } from './bundled.ts'
import { readBasePackage } from './candidates.ts'
import { collectPackages } from './collect-packages.ts'
import { loadDefinition } from './load-definition.ts'
import { locatePackage, moduleFolders } from './locate-package.ts'
import { type NamedPackage, namedPackages } from './named-packages.ts'
import { type MissingDefinition, notFoundError } from './not-found.ts'
import { packageManagerOf } from './package-manager.ts'
import { type ProvidedInCode, provideInCode } from './provide-in-code.ts'
import type { Installed, Provided, ProvidedKind, Tier } from './types.ts'

const KINDS: readonly Provided['kind'][] = ['backend', 'store', 'plugin', 'command', 'unknown']
const TIERS: readonly Tier[] = ['code', 'bundled', 'project', 'user']

interface Wanted {
  readonly package?: string | undefined
}

/** What is installed for a configuration; only package.json files have been read. */
export class Discovery implements Installed {
  readonly base: string
  readonly packageFile: string | undefined
  readonly #installed: readonly Provided[]
  readonly #inCode: readonly ProvidedInCode[]
  readonly #named: readonly NamedPackage[]
  readonly #problem: string | undefined
  #all: readonly Provided[] | undefined
  readonly #loading = new Map<string, Promise<Definition>>()

  constructor({ merged, objects, files }: LoadedConfig, { cwd, home }: Surroundings) {
    const bases = baseFolders(files, cwd, home)
    this.#named = namedPackages(merged.settings)
    const names = this.#named.map((named) => named.package)
    const packages = bases.map((base) => ({ base, own: readBasePackage(base.packageFile) }))
    this.base = bases[0].folder
    this.packageFile = bases[0].packageFile
    this.#problem = packages[0]?.own.problem
    this.#inCode = provideInCode(objects.definitions)
    this.#installed = packages.flatMap(({ base, own }) => collectPackages(base, own, names))
  }

  /** Everything, in order. What is bundled is read only where it is asked for. */
  get #rows(): readonly Provided[] {
    if (this.#all !== undefined) return this.#all
    const bundled = listBundled()
    const isOther = ({ folder }: Provided) => bundled.every((row) => row.folder !== folder)
    this.#all = [
      ...this.#inCode.map(({ row }) => row),
      ...bundled,
      // A project that names the bundled adapters among its dependencies has them once all the same.
      ...this.#installed.filter(isOther),
    ].sort(compareRows)
    return this.#all
  }

  get provided(): readonly Provided[] {
    return this.#rows.map((row) => {
      const problem = row.problem ?? this.#ambiguity(this.#rivals(row))
      return problem === undefined ? row : { ...row, problem }
    })
  }

  select(kind: ProvidedKind, type: string, wanted: Wanted = {}): Provided {
    const found = this.find(kind, type, wanted)
    if (found === undefined) throw this.notFound([{ kind, type, ...wanted }])
    return found
  }

  /** As {@link select}, but `undefined` where there is none. @throws `PLUGIN_AMBIGUOUS`, or its problem. */
  find(kind: ProvidedKind, type: string, wanted: Wanted = {}): Provided | undefined {
    const name = wanted.package ?? this.#chosen(kind, type)
    const matches = this.#rowsOf(kind, type).filter(
      (row) => name === undefined || row.package === name,
    )
    const [first] = matches
    if (first === undefined) return undefined
    const problem = this.#ambiguity(matches.filter(({ tier }) => tier === first.tier))
    if (problem !== undefined) throw problem
    if (first.problem !== undefined) throw first.problem
    return first
  }

  /** Whether something is installed, sound or not. */
  has(kind: ProvidedKind, type: string): boolean {
    return this.#rowsOf(kind, type).length > 0
  }

  /** One error for all that is missing. */
  notFound(missing: readonly MissingDefinition[]): NexusError {
    const folders = moduleFolders(this.base)
    return notFoundError(missing, {
      provided: this.#rows,
      packageManager: packageManagerOf(this.base),
      problem: this.#problem,
      has: (name) => locatePackage(name, folders) !== undefined,
    })
  }

  async load(provided: Provided): Promise<Definition> {
    if (provided.problem !== undefined) throw provided.problem
    const key = `${provided.tier} ${provided.kind} ${provided.type} ${provided.entry}`
    const loading = this.#loading.get(key) ?? this.#load(provided)
    this.#loading.set(key, loading)
    return loading
  }

  async #load(provided: Provided): Promise<Definition> {
    const { kind, type, tier } = provided
    if (tier === 'code') {
      const given = this.#inCode.find(({ row }) => row.kind === kind && row.type === type)
      if (given !== undefined) return given.definition
    }
    if (tier === 'bundled' && kind !== 'unknown') {
      const definition = await loadBundled(kind, type)
      if (definition !== undefined) return definition
    }
    return loadDefinition(provided, { packageManager: () => packageManagerOf(this.base) })
  }

  #rowsOf(kind: ProvidedKind, type: string): readonly Provided[] {
    const own = [...this.#inCode.map(({ row }) => row), ...this.#installed]
    const rows = isBundled(kind, type) ? this.#rows : own
    return rows.filter((row) => row.kind === kind && row.type === type).sort(compareRows)
  }

  /** The package that the configuration names for a kind and type, where it names one and always the same. */
  #chosen(kind: ProvidedKind, type: string): string | undefined {
    const named = this.#named.filter((one) => one.kind === kind && one.type === type)
    const [first, ...others] = new Set(named.map((one) => one.package))
    return others.length === 0 ? first : undefined
  }

  /** Rows of the same kind, type and tier, among which the configuration does not choose. */
  #rivals({ kind, type, tier }: Provided): readonly Provided[] {
    if (kind === 'unknown' || type === '' || this.#chosen(kind, type) !== undefined) return []
    return this.#rowsOf(kind, type).filter((row) => row.tier === tier)
  }

  #ambiguity(rivals: readonly Provided[]): NexusError | undefined {
    const [first, second] = rivals
    if (first === undefined || second === undefined || first.package === second.package)
      return undefined
    const { kind, type } = first
    const names = rivals.map((row) => row.package).join(' and ')
    const remove = packageManagerOf(this.base).remove([second.package]).join(' ')
    return new NexusError('PLUGIN_AMBIGUOUS', `The ${kind} "${type}" is provided by ${names}.`, {
      hint: `Remove all but one, such as with \`${remove}\`, or say which one in the configuration: \`package: ${first.package}\` beside "${type}".`,
    })
  }
}

function compareRows(a: Provided, b: Provided): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    compareText(a.type, b.type) ||
    TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
    compareText(a.package, b.package)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
