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
import type {
  ContentFacet,
  Health,
  MetadataFacet,
  MountsFacet,
  OperationsFacet,
  TagsFacet,
  VersionsFacet,
} from './facets.ts'
import type {
  Entry,
  GrepListing,
  GrepOptions,
  ListFilesOptions,
  Listing,
  Stat,
  TreeEntry,
} from './listings.ts'
import type { AsOptions } from './options.ts'

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
