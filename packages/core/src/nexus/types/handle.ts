/** The handle that users hold. */

import type { NexusFs } from '../fs/types.ts'
import type {
  BatchItem,
  ChangeResult,
  MutationOptions,
  ReadOptions,
  TextEdit,
  TransferOptions,
  TransferResult,
  WaitOptions,
  WriteContent,
  WriteOptions,
  WriteResult,
} from './changes.ts'
import type { ContentFacet } from './content.ts'
import type { Health, MetadataFacet, TagsFacet } from './facets.ts'
import type {
  AtOption,
  ContentDiff,
  DiffOptions,
  OperationsFacet,
  RestoreOptions,
  RestoreResult,
  SnapshotsFacet,
  UndoOptions,
  UndoResult,
  UndoTarget,
  VersionsFacet,
} from './history.ts'
import type {
  Entry,
  GrepListing,
  GrepOptions,
  ListFilesOptions,
  Listing,
  Stat,
  TreeEntry,
} from './listings.ts'
import type { MountsFacet, UrlOptions } from './mounts.ts'
import type { AsOptions } from './options.ts'
import type { PluginsFacet } from './plugins.ts'
import type {
  ExportOptions,
  ExportResult,
  ExportTarget,
  ImportOptions,
  ImportResult,
  ImportSource,
} from './portable.ts'

/** A handle on the tree: every call acts as its principal. */
export interface Nexus extends AsyncDisposable {
  /** The whole content, or a range, verified. */
  read(path: string, options?: ReadOptions): Promise<Uint8Array>
  /** UTF-8; a byte order mark is dropped. @throws `INVALID_ARGUMENT` when the bytes are no UTF-8. */
  readText(path: string, options?: WaitOptions & AtOption): Promise<string>
  readJson<T = unknown>(path: string, options?: WaitOptions & AtOption): Promise<T>
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
    options?: WaitOptions &
      AtOption & {
        readonly depth?: number | undefined
        readonly limit?: number | undefined
      },
  ): Listing<TreeEntry>
  glob(
    pattern: string | readonly string[],
    options?: WaitOptions &
      AtOption & {
        readonly path?: string | undefined
        readonly limit?: number | undefined
        readonly cursor?: string | undefined
      },
  ): Listing<string>
  grep(pattern: string | RegExp, options?: GrepOptions): GrepListing
  stat(path: string, options?: WaitOptions & AtOption): Promise<Stat>
  /**
   * A signed address of a file's bytes that whoever has it may use for a time, without any further check. It may only be
   * given to whoever may read the file; of a mount of layout `path` also for uploading.
   * @throws `NOT_SUPPORTED` where the bytes are not one object of a backend that signs, `ARCHIVED`, `NOT_FOUND`,
   * `INVALID_ARGUMENT`.
   */
  url(path: string, options?: UrlOptions): Promise<string>
  exists(path: string, options?: WaitOptions & AtOption): Promise<boolean>
  isDirectory(path: string, options?: WaitOptions & AtOption): Promise<boolean>
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
  /**
   * A directory with all that is in it. @throws `ACCESS_DENIED` also when the caller may not see everything below a
   * directory that is copied within its space.
   */
  copy(from: string, to: string, options?: TransferOptions): Promise<TransferResult>
  rename(from: string, to: string, options?: TransferOptions): Promise<TransferResult>
  /**
   * Takes operations back, newest first, in one change that is an operation itself. Never takes anything with it that
   * came later. @throws `UNDO_CONFLICT`, `HISTORY_EXPIRED`, `NOT_FOUND`, `NOT_SUPPORTED` when there is nothing to undo in it.
   */
  undo(target: UndoTarget, options?: UndoOptions): Promise<UndoResult>
  /** A file or subtree becomes what it was, without moving bytes; what was not there then goes. Can be undone. */
  restore(path: string, options: RestoreOptions): Promise<RestoreResult>
  /** Compares two files, or one file at two points in time. */
  diff(
    before: string | ({ readonly path: string; readonly version?: number | undefined } & AtOption),
    after: string | ({ readonly path: string; readonly version?: number | undefined } & AtOption),
    options?: DiffOptions,
  ): Promise<ContentDiff>
  /** JSON Lines, one file a line, sorted by path. */
  exportMetadata(target: ExportTarget, options?: ExportOptions): Promise<ExportResult>
  /** One change: all lines or none. @throws `INVALID_ARGUMENT` naming the line. */
  importMetadata(source: ImportSource, options?: ImportOptions): Promise<ImportResult>
  readonly metadata: MetadataFacet
  readonly tags: TagsFacet
  readonly versions: VersionsFacet
  readonly operations: OperationsFacet
  readonly snapshots: SnapshotsFacet
  readonly mounts: MountsFacet
  readonly content: ContentFacet
  readonly plugins: PluginsFacet
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
