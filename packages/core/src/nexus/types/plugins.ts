/** What plugins get of a handle, and what a handle shows of its plugins. */
import type { HookName, Json, Logger } from '../../spec/index.ts'
import type { WaitOptions } from './changes.ts'
import type { Nexus } from './handle.ts'
import type { OperationEntry } from './history.ts'
import type { Listing } from './listings.ts'

/** One record of a plugin. */
export interface PluginRecord {
  readonly key: string
  readonly value: Json
}

/**
 * JSON values that a plugin keeps in the store, in a collection of its own: other plugins do not see them. All handles on
 * one store share them, whatever their tenant. Keys are 1 to 512 characters, values up to 1 MiB of JSON.
 */
export interface PluginRecords {
  /** The value, or `undefined` when there is none. */
  get(key: string): Promise<Json | undefined>
  /** Durable when it resolves. @throws `INVALID_ARGUMENT` for what is no JSON, `TOO_LARGE`. */
  put(key: string, value: Json): Promise<void>
  /** Idempotent. */
  delete(key: string): Promise<void>
  /**
   * Replaces a value if it is still the one that was seen; `undefined` stands for no record. Tells whether it did, so that
   * processes which share the store can agree.
   */
  swap(key: string, seen: Json | undefined, value: Json | undefined): Promise<boolean>
  /** Sorted by key in byte order. */
  list(options?: {
    /** Of the key. */
    readonly prefix?: string | undefined
    readonly limit?: number | undefined
  }): Listing<PluginRecord>
}

/** One operation of the change feed of a plugin. */
export interface PluginChange extends Omit<OperationEntry, 'undoneBy'> {
  /** The tenant whose files it changed; absent for those of callers without one and those that all share. */
  readonly owner?: string | undefined
  /** To go on after this operation. */
  readonly cursor: string
}

/** Options of {@link PluginContext.changes}. */
export interface PluginChangesOptions extends WaitOptions {
  /** Go on after this one; by default from the beginning of the log. */
  readonly cursor?: string | undefined
}

/**
 * What a plugin works with; one object for the whole life of the plugin in a handle.
 * After `shutdown` its handle and its records are `CLOSED`.
 */
export interface PluginContext<Config = unknown> {
  /** As the schema of the plugin made it. */
  readonly config: Config
  readonly logger: Logger
  /**
   * A handle for the plugin's own principal: the tenant, groups and administration of the handle that runs it, and the user
   * `plugin:<name>`. What it does triggers the hooks of other plugins, never the plugin's own. Open during `initialize`,
   * hooks and `shutdown`.
   */
  readonly nexus: Nexus
  readonly records: PluginRecords
  /** The tenant to whose operations `changes` is held; absent: to none. */
  readonly tenant?: string | undefined
  /**
   * The log as far as it is settled: what all handles that share the engine can have done, in every process on the store,
   * oldest first. All tenants where the handle that runs the plugin has none or is an administrator's; else its tenant,
   * and what that may see of what all share. `nexus.onChange` hints that there is more. What a hook must not miss, a
   * plugin reads here, with the last cursor in its records.
   * @throws `INVALID_ARGUMENT` for a cursor that is none of this log.
   */
  changes(options?: PluginChangesOptions): AsyncIterable<PluginChange>
  /** The cursor of the newest settled operation, to begin from now on. */
  newestChange(): Promise<string>
}

/** A plugin that runs in a handle. */
export interface RunningPlugin {
  readonly name: string
  readonly version: string
  readonly description: string
  /** In the order of an operation's life: `beforeWrite`, `afterWrite`, `beforeRead`, … */
  readonly hooks: readonly HookName[]
  /** Of its hooks, unless one has its own. Higher first. */
  readonly priority: number
}

/** The plugins of a handle. */
export interface PluginsFacet {
  /** In the order in which they are called: by priority, then as they were given. */
  list(): Promise<readonly RunningPlugin[]>
}
