import type { HookName, NamespaceOptions } from '@nexusfs/core'

/** An adapter by type: `local`, `sqlite`, or the type of an installed package. */
export interface AdapterSettings {
  /** What `nexus.yaml` names: a lower-case letter, then lower-case letters, digits and `-`. */
  readonly type: string
  /** Name of the package that provides it, where several do, or where another one than the bundled is meant. */
  readonly package?: string | undefined
  /** The adapter's own options. */
  readonly config?: Readonly<Record<string, unknown>> | undefined
}

/** A mount: a backend below a path of the tree. */
export interface MountSettings extends AdapterSettings {
  /** Absolute path in the tree, such as `/mnt/outputs`. */
  readonly mountPoint: string
  /** `cas` keeps content by hash; `path` maps files to their real keys. Default `cas`, or `path` for `<type>_connector`. */
  readonly layout?: 'cas' | 'path' | undefined
  /** Higher wins; at equal priority the longest mount point. Default 0. */
  readonly priority?: number | undefined
  /** Only read calls reach the backend. Default false. */
  readonly readonly?: boolean | undefined
  /** Each tenant has its own mount of that name, below `<tenant>/` of the backend. Default false. */
  readonly perTenant?: boolean | undefined
  readonly description?: string | undefined
  /** What a mount of layout `path` keeps of replaced content; default the setting of that name. */
  readonly history?: 'versioning' | 'cas' | 'none' | undefined
}

/** A plugin that is switched on by name. */
export interface PluginSettings {
  readonly name: string
  /** Name of the package that provides it, where several do. */
  readonly package?: string | undefined
  readonly config?: Readonly<Record<string, unknown>> | undefined
  /** Default true. */
  readonly enabled?: boolean | undefined
  /** Of all its hooks, instead of what the plugin declares. Higher runs first. */
  readonly priority?: number | undefined
  /** Of single hooks, instead of `priority` and of what the plugin declares. */
  readonly hooks?:
    | { readonly [Name in HookName]?: { readonly priority?: number | undefined } | undefined }
    | undefined
}

/** Every key of the configuration, as code writes it; YAML writes the same keys in snake_case. */
export interface Settings {
  /** `embedded` (the default) works in this process; the other two are remote. */
  readonly mode?: 'embedded' | 'monolithic' | 'distributed' | undefined
  /** Address of the server of a remote mode. */
  readonly url?: string | undefined
  /** Credential of a remote mode. */
  readonly apiKey?: string | undefined
  /** Folder of the embedded default. Default `./nexus-data`. */
  readonly dataDir?: string | undefined
  /** File of the embedded metadata store. Default `<dataDir>/metadata.db`. */
  readonly dbPath?: string | undefined
  /** Metadata store. Default `sqlite`. */
  readonly store?: AdapterSettings | undefined
  /** Default backend, for content that is not inline. Default `local` in the data folder. */
  readonly backend?: AdapterSettings | undefined
  /** Mounts. */
  readonly backends?: readonly MountSettings[] | undefined
  readonly tenantId?: string | undefined
  /** Needs `tenantId`. */
  readonly agentId?: string | undefined
  readonly userId?: string | undefined
  readonly groups?: readonly string[] | undefined
  /** Default false. */
  readonly isAdmin?: boolean | undefined
  /** Groups the operations of one agent run. */
  readonly run?: string | undefined
  readonly namespaces?: readonly NamespaceOptions[] | undefined
  /** Default `off`. */
  readonly permissions?: 'enforce' | 'off' | undefined
  readonly plugins?: readonly PluginSettings[] | undefined
  /** Content cache in MiB. Default 100; 0 switches it off. */
  readonly cacheSizeMb?: number | undefined
  /** Who shares content: each tenant alone (`space`, the default) or all (`shared`). */
  readonly dedup?: 'space' | 'shared' | undefined
  /** What a mount of layout `path` keeps of replaced content. */
  readonly history?: 'cas' | 'none' | undefined
  /** Folder for spooled streams. Default: the system's temporary folder. */
  readonly tmpDir?: string | undefined
  /** `full` (the default): acknowledged means durable. `normal` may lose the last commits at a power cut. */
  readonly durability?: 'full' | 'normal' | undefined
  /** How long history keeps what was replaced or deleted: a duration such as `30d`, `12h`, or 0. Default `30d`. */
  readonly retention?: string | number | undefined
  /** Whether content that nothing needs any more is collected in the background. Default `auto`. */
  readonly gc?: 'auto' | 'manual' | undefined
  /** Bytes up to which content lies in the store. Default 65,536 where the default backend is local, else 0. */
  readonly inlineMaxBytes?: number | undefined
  /** Least severe log lines that are wanted; without a `logger` they go to standard error. Default `silent`. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined
  /** Lets the data folder lie on a network filesystem, where locks and durability are not to be relied on. Default false. */
  readonly allowNetworkFs?: boolean | undefined
  /** Default false. */
  readonly enableVectorSearch?: boolean | undefined
  /** Default false. */
  readonly enableLlmCache?: boolean | undefined
}

/** Name of a setting. */
export type SettingKey = keyof Settings
