/** How a handle is made and narrowed. */
import type {
  Backend,
  Clock,
  ConfiguredPlugin,
  Hooks,
  LifecyclePlugin,
  Logger,
  MetadataStore,
} from '../../spec/index.ts'
import type { BackendResolver, MountOptions } from './mounts.ts'

/** Fields that `as` sets. */
export interface AsOptions {
  readonly tenantId?: string | undefined
  readonly agentId?: string | undefined
  readonly userId?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly isAdmin?: boolean | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
}

/** Options of `createNexus`. */
export interface NexusOptions {
  readonly store: MetadataStore
  /** The default backend, for content that is not inline. */
  readonly backend: Backend
  readonly mounts?: readonly MountOptions[] | undefined
  /** Makes backends of mounts that are given by type, and of saved mounts. Default: there are no types. */
  readonly backendResolver?: BackendResolver | undefined
  readonly plugins?: readonly (LifecyclePlugin | ConfiguredPlugin)[] | undefined
  /** Hooks without a plugin. */
  readonly hooks?: Hooks | undefined
  readonly tenantId?: string | undefined
  readonly agentId?: string | undefined
  readonly userId?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly isAdmin?: boolean | undefined
  readonly run?: string | undefined
  readonly namespaces?: readonly NamespaceOptions[] | undefined
  /** Bytes up to which content lies in the store. Default: 65,536 where the default backend is local, else 0. */
  readonly inlineMaxBytes?: number | undefined
  /** Bytes of the content cache in MiB. Default 100. */
  readonly cacheSizeMb?: number | undefined
  readonly dedup?: 'space' | 'shared' | undefined
  /** What mounts of layout `path` keep of replaced content that do not say so themselves. Default: as each bucket can. */
  readonly history?: 'versioning' | 'cas' | 'none' | undefined
  /** How long past states are kept, in milliseconds; 0: the last delete frees the content. Default 30 days. */
  readonly retention?: number | undefined
  /** `auto` (default): garbage is collected in the background. `manual`: only by `nx.content.gc({ apply: true })`. */
  readonly gc?: 'auto' | 'manual' | undefined
  /** Milliseconds that unreferenced content is left alone before it is condemned. Default one hour, 0 with `retention: 0`. */
  readonly gcGrace?: number | undefined
  /** Milliseconds between condemning content and deleting its object, for readers under way. Default one hour, one minute with `retention: 0`. */
  readonly gcDelay?: number | undefined
  /** Folder for spooled streams. Default the system's temporary folder. */
  readonly tmpDir?: string | undefined
  readonly logger?: Logger | undefined
  /** Time of background work; default the host's. */
  readonly clock?: Clock | undefined
  /** Told of failures of after hooks. */
  readonly onHookError?: ((error: unknown, hook: string, plugin: string) => void) | undefined
  /** Whether `close()` closes store and backends. Default true. */
  readonly ownsAdapters?: boolean | undefined
}

/** A custom namespace. */
export interface NamespaceOptions {
  readonly name: string
  readonly readonly?: boolean | undefined
  readonly adminOnly?: boolean | undefined
  /** The second segment is a tenant. Default true. */
  readonly requiresTenant?: boolean | undefined
}
