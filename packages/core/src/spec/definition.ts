/** Definitions: what the entry of an adapter or plugin package exports. */
import type { ApiVersion, Backend } from './backend.ts'
import type { HookName, Hooks } from './hooks.ts'
import type { Logger } from './logger.ts'
import type { MetadataStore } from './store.ts'

/**
 * The part of Standard Schema (https://standardschema.dev) that Nexus uses. Schemas of zod 4 fit as they are, those of
 * valibot as `toStandardJsonSchema` of `@valibot/to-json-schema` gives them.
 */
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
    /** Standard JSON Schema: what the build writes to the file that the manifest names as `options`. */
    readonly jsonSchema?:
      | {
          input(options: { readonly target: 'draft-2020-12' }): Readonly<Record<string, unknown>>
        }
      | undefined
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
  /**
   * False where two backends with equal options are two places, as those in memory are. Default true: they are one
   * place, and mounts and handles of one process may use one driver.
   */
  readonly shared?: boolean | undefined
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

/** What the hook runner needs of a plugin; {@link PluginDefinition} fits. */
export interface LifecyclePlugin {
  readonly kind: 'plugin'
  readonly apiVersion: ApiVersion
  /** Unique in a handle; what users write in `nexus.yaml`, and the `type` of the manifest. */
  readonly name: string
  readonly version: string
  readonly description: string
  readonly configSchema?: OptionSchema<unknown> | undefined
  readonly hooks?: Hooks<never> | undefined
  /** Higher first; 0 by default. */
  readonly priority?: number | undefined
  initialize?(context: never): Promise<void> | void
  shutdown?(context: never): Promise<void> | void
}

/** What a configuration may say of one hook of a plugin. */
export interface HookSettings {
  /** Higher first; instead of what the plugin says. */
  readonly priority?: number | undefined
  /** Milliseconds of the hook's own time; instead of what the plugin says. */
  readonly deadlineMs?: number | undefined
}

/** A plugin with its configuration, as `createNexus({ plugins })` takes it. */
export interface ConfiguredPlugin {
  readonly plugin: LifecyclePlugin
  /** Checked by the plugin's schema; `{}` by default. */
  readonly config?: unknown
  /** Of all its hooks, instead of what the plugin says. */
  readonly priority?: number | undefined
  /** Of single hooks; comes before `priority`. */
  readonly hooks?: { readonly [Name in HookName]?: HookSettings | undefined } | undefined
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
