import type { Definition, NexusError } from '@nexusfs/core'
import type { ConnectOptions, Surroundings } from '../connect-options.ts'

/** What a package can provide. */
export type ProvidedKind = 'backend' | 'store' | 'plugin' | 'command'

/**
 * Where something was found, the first wins: `code` was registered by the program, `bundled` comes with `nexusfs`,
 * `project` is installed where the base folder is, `user` in the user-wide folder.
 */
export type Tier = 'code' | 'bundled' | 'project' | 'user'

/** One thing that a package provides, as its manifest says; no code of it has run. */
export interface Provided {
  /** `unknown` where the manifest names no kind that exists; then there is a problem. */
  readonly kind: ProvidedKind | 'unknown'
  /** What `nexus.yaml` names; empty where the manifest gives none, then there is a problem. */
  readonly type: string
  /** A few words for people; the type, where the manifest gives none. */
  readonly title: string
  /** Version of the contract; 0 where the manifest gives none, then there is a problem. */
  readonly apiVersion: number
  /** Name under which the package is installed; empty for `code`. */
  readonly package: string
  /** Version of the package; empty where it is not known. */
  readonly version: string
  /** Absolute folder of the package, without symbolic links; empty where there is none. */
  readonly folder: string
  /** Absolute path of the module to import; empty for what needs no file, or where the manifest gives none. */
  readonly entry: string
  /** Absolute path of the JSON Schema of its options. */
  readonly options?: string | undefined
  /** Hooks that a plugin says it has, in the order of its manifest. */
  readonly hooks?: readonly string[] | undefined
  readonly tier: Tier
  /** Why it cannot be used: `PLUGIN_MANIFEST_INVALID`, `PLUGIN_API_VERSION`, `PLUGIN_LOAD_FAILED`, `PLUGIN_AMBIGUOUS`. */
  readonly problem?: NexusError | undefined
}

/** What is installed for a base folder. */
export interface Installed {
  /** Absolute folder that packages are found from and installed into. */
  readonly base: string
  /** The package.json whose dependencies are candidates; absent where there is none at or above the base. */
  readonly packageFile?: string | undefined
  /** Sorted by kind, type, tier and package; what is wrong with one shows as its problem. */
  readonly provided: readonly Provided[]
  /**
   * The one to use for a kind and type: by tier, the first wins.
   * @param options.package - Only that package will do, of whatever tier. Default: the one that the configuration names for
   * the type, if it names one.
   * @throws `PLUGIN_NOT_FOUND` with the install command, `PLUGIN_AMBIGUOUS` naming both packages, or its problem.
   */
  select(
    kind: ProvidedKind,
    type: string,
    options?: { readonly package?: string | undefined },
  ): Provided
  /**
   * Imports the entry and checks that it exports what the manifest says; once for each entry.
   * @throws its problem, `PLUGIN_LOAD_FAILED` with the cause, `PLUGIN_CONTRACT`.
   */
  load(provided: Provided): Promise<Definition>
}

/** Options of `findPackages`. */
export interface FindPackagesOptions extends Partial<Surroundings> {
  /** What `connect` would be given: it names the configuration file and packages, and holds definitions made in code. */
  readonly config?: string | ConnectOptions | undefined
}

/** The programs that install packages. */
export type PackageManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** How packages are installed in a folder. */
export interface PackageManager {
  readonly name: PackageManagerName
  /** Program and arguments that add packages to the folder's dependencies; for `spawn` without a shell. */
  add(packages: readonly string[]): readonly string[]
  /** Program and arguments that remove packages. */
  remove(packages: readonly string[]): readonly string[]
}
