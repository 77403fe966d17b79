/** The public surface of a handle: what every facet takes and gives. */
import type {
  Backend,
  Hooks,
  Id,
  Json,
  JsonObject,
  Logger,
  MetadataStore,
  OperationType,
  PluginDefinition,
  StoreHealth,
} from '../spec/index.ts'

/** Options of everything that waits. */
export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
}

/** Conditions of a mutation on the file at its path. */
export interface MutationOptions extends WaitOptions {
  /** The etag (SHA-256 in hex) that must be there; otherwise `CONFLICT`, carrying the one that is. */
  readonly ifMatch?: string | undefined
  /** Only when nothing is there; otherwise `ALREADY_EXISTS`. */
  readonly ifNoneMatch?: '*' | undefined
}

/** What `write` takes. */
export type WriteContent =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | NodeJS.ReadableStream
  | AsyncIterable<Uint8Array | string>

/** Progress of a long call. */
export interface Progress {
  readonly done: number
  readonly total?: number | undefined
  readonly path?: string | undefined
}

/** Options of {@link Nexus.write}. */
export interface WriteOptions extends MutationOptions {
  readonly contentType?: string | undefined
  /** Replaces the custom metadata with the write. */
  readonly metadata?: JsonObject | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Milliseconds UTC that the file shall show as its time; default now. */
  readonly modifiedAt?: number | undefined
  /** Unix mode bits to keep with the file. */
  readonly mode?: number | undefined
}

/** Answer of a write. */
export interface WriteResult {
  readonly path: string
  /** SHA-256 of the content in hex. */
  readonly etag: string
  readonly size: number
  readonly version: number
  readonly operationId: Id
  /** Milliseconds UTC. */
  readonly modifiedAt: number
}

/** One item of {@link Nexus.writeBatch}. */
export interface BatchItem extends Omit<WriteOptions, 'signal'> {
  readonly path: string
  readonly content: WriteContent
}

/** Options of {@link Nexus.readStream} and {@link Nexus.read}: bytes, `end` exclusive. */
export interface ReadOptions extends WaitOptions {
  readonly start?: number | undefined
  readonly end?: number | undefined
}

/** One exact replacement of text. */
export interface TextEdit {
  readonly old: string
  readonly new: string
  /** Every occurrence; otherwise `old` must occur exactly once. */
  readonly all?: boolean | undefined
}

/** A row of a listing. */
export interface Entry {
  readonly path: string
  readonly name: string
  readonly type: 'file' | 'directory'
  readonly size: number
  readonly etag?: string | undefined
  readonly version: number
  readonly contentType?: string | undefined
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  /** Absent for directories that have no row yet (the root, namespaces, mount points). */
  readonly id?: Id | undefined
}

/** Answer of {@link Nexus.stat}. */
export interface Stat extends Entry {
  readonly createdAt: number
  readonly createdBy?: string | undefined
  /** Live files that use the content, this one included; 0 for directories. */
  readonly refCount: number
  /** Unix mode bits, where one is kept. */
  readonly mode?: number | undefined
}

/** Options of {@link Nexus.list}. */
export interface ListFilesOptions extends WaitOptions {
  /** Default true: files only, depth first. False: direct children with directories. */
  readonly recursive?: boolean | undefined
  /** Only this subtree, on segment boundaries. */
  readonly prefix?: string | undefined
  readonly limit?: number | undefined
  /** From an earlier iteration's `cursor`. */
  readonly cursor?: string | undefined
}

/** An asynchronous sequence. Iterating twice asks twice. */
export interface Listing<Row> extends AsyncIterable<Row> {
  toArray(): Promise<Row[]>
  /** Where to go on after the last row that was given; `undefined` at the end or before the first row. */
  readonly cursor: string | undefined
}

/** A row of {@link Nexus.tree}: depth 0 is the first level. */
export interface TreeEntry extends Entry {
  readonly depth: number
}

/** Options of {@link Nexus.grep}. */
export interface GrepOptions extends WaitOptions {
  readonly path?: string | undefined
  /** Only files that match: a glob with a slash counts from `path`, one without selects names at any depth. */
  readonly glob?: string | undefined
  /** The pattern is text, not a regular expression. */
  readonly literal?: boolean | undefined
  readonly ignoreCase?: boolean | undefined
  /** Lines of context. */
  readonly before?: number | undefined
  readonly after?: number | undefined
  readonly limit?: number | undefined
  /** From an earlier iteration's `cursor`. */
  readonly cursor?: string | undefined
}

/** A matching line. */
export interface GrepMatch {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  readonly text: string
  readonly before?: readonly string[] | undefined
  readonly after?: readonly string[] | undefined
}

/** What {@link Nexus.grep} gives: its counters are final once the iteration has ended. */
export interface GrepListing extends Listing<GrepMatch> {
  readonly filesSearched: number
  readonly binaryFilesSkipped: number
}

/** Answer of a change that brings no content. */
export interface ChangeResult {
  readonly path: string
  readonly operationId: Id
}

/** Answer of {@link Nexus.copy} and {@link Nexus.rename}. */
export interface TransferResult extends ChangeResult {
  readonly target: string
  /** Nodes that came along. */
  readonly count: number
  /** What did not come along when the call crossed spaces. */
  readonly left?: readonly ('id' | 'versions' | 'grants')[] | undefined
}

/** Options of {@link Nexus.copy} and {@link Nexus.rename}. */
export interface TransferOptions extends MutationOptions {
  /** Replace a file at the target. */
  readonly overwrite?: boolean | undefined
}

/** One version of a file. */
export interface VersionEntry {
  readonly version: number
  readonly etag: string
  readonly size: number
  readonly modifiedAt: number
  readonly contentType?: string | undefined
}

/** One operation of the log. */
export interface OperationEntry {
  readonly id: Id
  readonly type: OperationType
  readonly path: string
  readonly target?: string | undefined
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
  readonly batch?: Id | undefined
  /** Milliseconds UTC. */
  readonly time: number
  readonly details?: JsonObject | undefined
}

/** Filter of {@link OperationsFacet.list}. Newest first. */
export interface OperationFilter extends WaitOptions {
  readonly path?: string | undefined
  readonly types?: readonly OperationType[] | undefined
  readonly agent?: string | undefined
  readonly run?: string | undefined
  /** Milliseconds UTC, inclusive. */
  readonly since?: number | undefined
  /** Milliseconds UTC, exclusive. */
  readonly until?: number | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** Custom metadata of nodes. */
export interface MetadataFacet {
  get(path: string): Promise<JsonObject>
  get(path: string, key: string): Promise<Json | undefined>
  set(path: string, values: JsonObject, options?: MutationOptions): Promise<ChangeResult>
  set(path: string, key: string, value: Json, options?: MutationOptions): Promise<ChangeResult>
  /** A key that is not there is no error. */
  remove(path: string, key: string, options?: MutationOptions): Promise<ChangeResult>
}

/** Tags of nodes: keys of 1 to 255 bytes with text values. */
export interface TagsFacet {
  list(path: string): Promise<Readonly<Record<string, string>>>
  set(path: string, key: string, value: string, options?: MutationOptions): Promise<ChangeResult>
  remove(path: string, key: string, options?: MutationOptions): Promise<ChangeResult>
  /** Nodes that carry the tag, optionally with that value, sorted by path. */
  find(
    query: {
      readonly key: string
      readonly value?: string | undefined
      readonly path?: string | undefined
    } & WaitOptions,
  ): Listing<Entry>
}

/** Versions of files. */
export interface VersionsFacet {
  /** Newest first. */
  list(
    path: string,
    options?: WaitOptions & {
      readonly limit?: number | undefined
      readonly cursor?: string | undefined
    },
  ): Listing<VersionEntry>
}

/** The operation log. */
export interface OperationsFacet {
  list(filter?: OperationFilter): Listing<OperationEntry>
}

/** A mount as it is shown. */
export interface MountEntry {
  readonly id: string
  readonly mountPoint: string
  readonly backend: { readonly type: string; readonly location: string }
  readonly layout: 'cas' | 'path'
  readonly priority: number
  readonly readonly: boolean
  readonly description?: string | undefined
  /** Why it cannot be used, or that a mount of higher priority hides it. */
  readonly problem?: string | undefined
}

/** What `nx.mounts.add` and `createNexus({ mounts })` take. */
export interface MountOptions {
  readonly mountPoint: string
  readonly backend: Backend
  /** Default `cas`. */
  readonly layout?: 'cas' | 'path' | undefined
  /** Higher wins; default 0. */
  readonly priority?: number | undefined
  readonly readonly?: boolean | undefined
  readonly description?: string | undefined
}

/** The mounts of the caller's space. */
export interface MountsFacet {
  add(mount: MountOptions): Promise<{ readonly id: string; readonly mountPoint: string }>
  /** By id or mount point. Files below stay. @throws `NOT_FOUND`. */
  remove(idOrMountPoint: string): Promise<void>
  list(): Promise<readonly MountEntry[]>
  /** The mount that serves a path. */
  get(path: string): Promise<MountEntry>
}

/** Bytes of one directory subtree. */
export interface ContentUsage {
  readonly files: number
  readonly bytes: number
  /** Bytes of distinct content. */
  readonly uniqueBytes: number
}

/** Content as a whole. */
export interface ContentFacet {
  usage(path?: string, options?: WaitOptions): Promise<ContentUsage>
}

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

/** Health of everything below a handle. */
export interface Health {
  readonly ok: boolean
  readonly store: StoreHealth & { readonly type: string; readonly location: string }
  readonly backends: readonly {
    readonly type: string
    readonly location: string
    readonly ok: boolean
    readonly problem?: string
    readonly hint?: string
  }[]
}

/** A handle on the tree: every call acts as its principal. */
export interface Nexus extends AsyncDisposable {
  /** The whole content, or a range, verified. */
  read(path: string, options?: ReadOptions): Promise<Uint8Array>
  /** UTF-8; a byte order mark is dropped. @throws `INVALID_ARGUMENT` when the bytes are no UTF-8. */
  readText(path: string, options?: WaitOptions): Promise<string>
  readJson<T = unknown>(path: string, options?: WaitOptions): Promise<T>
  readStream(path: string, options?: ReadOptions): ReadableStream<Uint8Array>
  write(path: string, content: WriteContent, options?: WriteOptions): Promise<WriteResult>
  /** All or nothing, results in input order. */
  writeBatch(items: readonly BatchItem[], options?: WaitOptions): Promise<readonly WriteResult[]>
  /** Adds at the end; a missing file is made. */
  append(path: string, content: WriteContent, options?: WriteOptions): Promise<WriteResult>
  edit(path: string, edits: readonly TextEdit[], options?: MutationOptions): Promise<WriteResult>
  /** @throws `NOT_FOUND`, `IS_A_DIRECTORY`. */
  delete(path: string, options?: MutationOptions): Promise<ChangeResult>
  list(path?: string, options?: ListFilesOptions): Listing<Entry>
  /** Depth first, directories before what is in them. */
  tree(
    path?: string,
    options?: WaitOptions & {
      readonly depth?: number | undefined
      readonly limit?: number | undefined
    },
  ): Listing<TreeEntry>
  glob(
    pattern: string | readonly string[],
    options?: WaitOptions & {
      readonly path?: string | undefined
      readonly limit?: number | undefined
      readonly cursor?: string | undefined
    },
  ): Listing<string>
  grep(pattern: string | RegExp, options?: GrepOptions): GrepListing
  stat(path: string, options?: WaitOptions): Promise<Stat>
  exists(path: string, options?: WaitOptions): Promise<boolean>
  isDirectory(path: string, options?: WaitOptions): Promise<boolean>
  mkdir(
    path: string,
    options?: WaitOptions & {
      readonly parents?: boolean | undefined
      readonly existOk?: boolean | undefined
    },
  ): Promise<ChangeResult>
  rmdir(
    path: string,
    options?: WaitOptions & { readonly recursive?: boolean | undefined },
  ): Promise<ChangeResult>
  copy(from: string, to: string, options?: TransferOptions): Promise<TransferResult>
  rename(from: string, to: string, options?: TransferOptions): Promise<TransferResult>
  readonly metadata: MetadataFacet
  readonly tags: TagsFacet
  readonly versions: VersionsFacet
  readonly operations: OperationsFacet
  readonly mounts: MountsFacet
  readonly content: ContentFacet
  /** The `node:fs/promises` facade. */
  readonly fs: NexusFs
  health(): Promise<Health>
  /** A handle for a narrower principal on the same engine. Synchronous, touches nothing. @throws `ACCESS_DENIED`. */
  as(options: AsOptions): Nexus
  /** A hint that something changed. Returns a function that ends it. */
  onChange(listener: () => void): () => void
  /** Waits for accepted calls; idempotent. */
  close(): Promise<void>
}

/** Options of `createNexus`. */
export interface NexusOptions {
  readonly store: MetadataStore
  /** The default backend, for content that is not inline. */
  readonly backend: Backend
  readonly mounts?: readonly MountOptions[] | undefined
  readonly plugins?:
    | readonly (
        | PluginDefinition
        | { readonly plugin: PluginDefinition; readonly config: unknown }
      )[]
    | undefined
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
  /** Folder for spooled streams. Default the system's temporary folder. */
  readonly tmpDir?: string | undefined
  readonly logger?: Logger | undefined
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

/** The `node:fs/promises` facade; see `fs.ts`. */
export interface NexusFs
  extends Pick<
    typeof import('node:fs/promises'),
    | 'readFile'
    | 'writeFile'
    | 'appendFile'
    | 'readdir'
    | 'stat'
    | 'lstat'
    | 'access'
    | 'mkdir'
    | 'rm'
    | 'rmdir'
    | 'unlink'
    | 'rename'
    | 'copyFile'
    | 'cp'
    | 'truncate'
    | 'open'
    | 'watch'
    | 'realpath'
    | 'utimes'
    | 'opendir'
    | 'mkdtemp'
    | 'symlink'
    | 'readlink'
    | 'link'
    | 'chmod'
    | 'chown'
    | 'lchown'
    | 'lutimes'
  > {}
