/** Mounts: what is asked for, what is shown, and who makes backends that are named by type. */
import type {
  Backend,
  BackendCapabilities,
  BackendDescription,
  LifecycleRule,
} from '../../spec/index.ts'
import type { WaitOptions } from './changes.ts'

/** What a mount of layout `path` keeps of replaced content. */
export type MountHistory = 'versioning' | 'cas' | 'none'

/** A backend by its type, as `nexus.yaml` names it. */
export interface NamedBackend {
  /** `<type>_connector` is the same type, mounted in layout `path`. */
  readonly type: string
  /** Name of the package that provides it, where several do. */
  readonly package?: string | undefined
  /** Its own options, in camelCase; `${VAR}` and `${VAR:-default}` in texts stand for environment variables. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

/** A backend that somebody holds. */
export interface HeldBackend {
  readonly backend: Backend
  /** The options as a record may keep them: references stay, host paths are absolute. */
  readonly options: Readonly<Record<string, unknown>>
  /** Idempotent. The backend is closed when nobody holds it any more. */
  release(): Promise<void>
}

/** Makes backends that are named by type. The core knows no provider, so whoever composes it may give one. */
export interface BackendResolver {
  /** The backend of that type with these options: one that is held already, else a new one. Touches no network. */
  open(named: NamedBackend): Promise<HeldBackend>
  /** Options that hold a secret as plain text, which no record may keep; their names as users write them. */
  plainSecrets(named: NamedBackend): Promise<readonly string[]>
}

/** What `nx.mounts.add` and `createNexus({ mounts })` take: a backend made in code, or one by type. */
export interface MountOptions {
  readonly mountPoint: string
  /** Made by the factory of its package. Either it or `type` is given. */
  readonly backend?: Backend | undefined
  /** As in {@link NamedBackend}; only where the handle can find types, as those of `connect()` can. */
  readonly type?: string | undefined
  /** As in {@link NamedBackend}. */
  readonly package?: string | undefined
  /** As in {@link NamedBackend}. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** `cas` keeps content by hash; `path` maps files to their real keys. Default `cas`, or `path` for `<type>_connector`. */
  readonly layout?: 'cas' | 'path' | undefined
  /** Higher wins; default 0. */
  readonly priority?: number | undefined
  /** Only read calls reach the backend. Default false. */
  readonly readonly?: boolean | undefined
  /** Each space has its own mount of that name, below `<tenant>/` (`default/` without tenant) of the backend. Default false. */
  readonly perTenant?: boolean | undefined
  /** At most 4,096 characters. */
  readonly description?: string | undefined
  /** Only for layout `path`. */
  readonly history?: MountHistory | undefined
  /** Brings it back at the next start; only by type, and with secrets by reference. Default false. */
  readonly save?: boolean | undefined
}

/** A mount as it is shown. */
export interface MountEntry {
  readonly id: string
  readonly mountPoint: string
  readonly backend: { readonly type: string; readonly location: string }
  readonly layout: 'cas' | 'path'
  readonly priority: number
  readonly readonly: boolean
  readonly perTenant: boolean
  readonly saved: boolean
  readonly description?: string | undefined
  readonly history?: MountHistory | undefined
  /** Why it cannot be used, or that a mount of higher priority hides it. */
  readonly problem?: string | undefined
  /** The error code of the problem, where it has one. */
  readonly code?: string | undefined
  /** What to do about the problem. */
  readonly hint?: string | undefined
}

/** What a mount's provider calls came to since it was mounted in this process. */
export interface MountCounters {
  /** By method; a call that was repeated counts once. */
  readonly calls: Readonly<Record<string, number>>
  /** Bytes sent. */
  readonly bytesIn: number
  /** Bytes received. */
  readonly bytesOut: number
  /** Attempts beyond the first. */
  readonly retries: number
  /** Calls that failed in the end. */
  readonly failures: number
}

/** A mount with what is known of its backend. */
export interface MountDetails extends MountEntry {
  readonly details: NonNullable<BackendDescription['details']>
  readonly counters: MountCounters
  /** Their `origin` says whether they are declared or were probed. */
  readonly capabilities: BackendCapabilities
  /** Whether its bucket keeps versions; absent where it cannot be asked. */
  readonly versioning?: 'on' | 'suspended' | 'off' | undefined
  /** Keys that listings of this process left out because they are no valid paths; absent in layout `cas`. */
  readonly skippedKeys?: number | undefined
}

/** What a test of a mount found. */
export interface MountTest {
  readonly mount: MountDetails
  readonly ok: boolean
  /** Rules of the bucket that destroy or archive live content, and other things to look at. */
  readonly warnings: readonly { readonly message: string; readonly hint: string }[]
  /** Rules of the bucket as a whole; absent where they cannot be asked. */
  readonly lifecycleRules?: readonly LifecycleRule[] | undefined
}

/** The mounts of the caller's space. */
export interface MountsFacet {
  /**
   * @throws `ALREADY_EXISTS` when the same place and priority are taken, `INVALID_ARGUMENT`, `ACCESS_DENIED`,
   * `CONFIG_INVALID` for wrong options and for secrets that are to be saved as plain text, `PLUGIN_NOT_FOUND`.
   */
  add(mount: MountOptions): Promise<{ readonly id: string; readonly mountPoint: string }>
  /** By id or mount point. Files below stay. @throws `NOT_FOUND`. */
  remove(idOrMountPoint: string): Promise<void>
  /** Each backend is asked how it is, for 15 seconds at most. */
  list(): Promise<readonly MountEntry[]>
  /** The mount that serves a path. */
  get(path: string): Promise<MountDetails>
  /**
   * Probes the mount that serves a path, by reads alone where it is read-only, and looks at the rules of its bucket.
   * A backend that fails is part of the answer.
   */
  test(path: string, options?: WaitOptions): Promise<MountTest>
  /**
   * What the bucket's own rules do to a mount: those that destroy or archive content of layout `cas` are warnings. Reads
   * nothing but the rules.
   */
  rules(
    path: string,
    options?: WaitOptions,
  ): Promise<Pick<MountTest, 'warnings' | 'lifecycleRules'>>
  /**
   * The driver behind the mount that serves a path, with what it offers beyond the contract; not counted, not checked,
   * and of a mount per tenant the whole. @throws `ACCESS_DENIED` for whoever may not remove the mount.
   */
  backend<Driver extends Backend = Backend>(path: string): Driver
}

/** Options of `url`. */
export interface UrlOptions extends WaitOptions {
  /** Whole seconds, 1 to 604,800 (7 days). Default 3,600. */
  readonly expiresIn?: number | undefined
  /** Default `GET`. `PUT` only in layout `path`: what is uploaded counts as changed by others. */
  readonly method?: 'GET' | 'PUT' | undefined
  /** Media type: that of the answer, by default the file's; with `PUT` that of what is uploaded. */
  readonly contentType?: string | undefined
}
