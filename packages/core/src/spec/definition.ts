/** Definitions: what the entry of an adapter or plugin package exports. */
import type { ApiVersion, Backend } from './backend.ts'
import type { Hooks } from './hooks.ts'
import type { Logger } from './logger.ts'
import type { MetadataStore } from './store.ts'

/** The part of Standard Schema (https://standardschema.dev) that Nexus uses; zod 4 and valibot schemas fit. */
export interface OptionSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(
      value: unknown,
    ):
      | { readonly value: Output; readonly issues?: undefined }
      | { readonly issues: readonly OptionIssue[] }
      | Promise<
          | { readonly value: Output; readonly issues?: undefined }
          | { readonly issues: readonly OptionIssue[] }
        >
  }
}

/** One problem of a value, at a path into it. */
export interface OptionIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a factory gets besides its options. */
export interface FactoryContext {
  readonly logger: Logger
}

/** A backend type: its option schema and its factory. */
export interface BackendDefinition<Options = unknown> {
  readonly kind: 'backend'
  readonly type: string
  readonly apiVersion: ApiVersion
  readonly title: string
  readonly options: OptionSchema<Options>
  /** Opens nothing that needs the network before the first call. */
  create(options: Options, context: FactoryContext): Backend
}

/** A store type: its option schema and its factory. */
export interface StoreDefinition<Options = unknown> {
  readonly kind: 'store'
  readonly type: string
  readonly apiVersion: ApiVersion
  readonly title: string
  readonly options: OptionSchema<Options>
  create(options: Options, context: FactoryContext): MetadataStore
}

/** What `initialize` gets. */
export interface PluginContext<Config = unknown> {
  readonly config: Config
  readonly logger: Logger
}

/** A lifecycle plugin. */
export interface PluginDefinition<Config = unknown> {
  readonly kind: 'plugin'
  readonly apiVersion: ApiVersion
  readonly name: string
  readonly version: string
  readonly description: string
  readonly configSchema?: OptionSchema<Config> | undefined
  readonly hooks?: Hooks | undefined
  /** Higher first; 0 by default. */
  readonly priority?: number | undefined
  initialize?(context: PluginContext<Config>): Promise<void> | void
  shutdown?(): Promise<void> | void
}

/** Declares a backend type. */
export function defineBackend<Options>(
  definition: Omit<BackendDefinition<Options>, 'kind' | 'apiVersion'>,
): BackendDefinition<Options> {
  return { kind: 'backend', apiVersion: 1, ...definition }
}

/** Declares a store type. */
export function defineStore<Options>(
  definition: Omit<StoreDefinition<Options>, 'kind' | 'apiVersion'>,
): StoreDefinition<Options> {
  return { kind: 'store', apiVersion: 1, ...definition }
}

/** Declares a plugin. */
export function definePlugin<Config>(
  definition: Omit<PluginDefinition<Config>, 'kind' | 'apiVersion'>,
): PluginDefinition<Config> {
  return { kind: 'plugin', apiVersion: 1, ...definition }
}
