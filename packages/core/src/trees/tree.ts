import type { VirtualPath } from '../path/index.ts'
import type { Attributes, Id, Sequence, Source } from '../spec/index.ts'
import type {
  Change,
  FileConditions,
  FileFields,
  MakeDirectoryOptions,
  Place,
  TransferFields,
} from './managed/index.ts'

/** A file or directory as a tree knows it. */
export interface TreeNode {
  readonly path: string
  readonly name: string
  readonly type: 'file' | 'directory'
  /** Bytes; 0 for directories. */
  readonly size: number
  /** Files: changes with the content. In managed trees the SHA-256, in mapped ones what the provider says. */
  readonly etag?: string | undefined
  /** Files: 1 and up, 0 where none is known. Directories: 0. */
  readonly version: number
  readonly contentType?: string | undefined
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  /** Absent where there is no row. */
  readonly id?: Id | undefined
  /** The provider's, where a bucket of a mapped tree keeps versions; listings need not have it. */
  readonly versionId?: string | undefined
}

/** The same with what costs more to know. */
export interface TreeStat extends TreeNode {
  /** Milliseconds UTC. */
  readonly createdAt: number
  readonly createdBy?: string | undefined
  /** Live files that use the content; 0 for directories. */
  readonly refCount: number
  /** Of a file of a bucket that keeps versions. */
  readonly versionId?: string | undefined
  readonly mode?: number | undefined
}

/** When something is looked at. */
export interface LookOptions {
  /** The settled state that is looked at; default now. */
  readonly at?: Sequence | undefined
  readonly signal?: AbortSignal | undefined
}

/** How a directory is listed. */
export interface ChildrenOptions extends LookOptions {
  /** Only what sorts after this, as {@link Tree.sortsAs} gives it; a name alone stands for a file. */
  readonly after?: string | undefined
  /** Rows of the first page; later pages are as large as they may be. */
  readonly first?: number | undefined
  /** The directory was found already, with that row or without one. */
  readonly known?: { readonly id: Id | undefined } | undefined
  /** It is a directory also where the tree does not know it. */
  readonly exists?: boolean | undefined
  /**
   * Common to all listings of one walk that goes depth first through everything below its start, in the order of the
   * listings, so that a tree may look ahead.
   */
  readonly walk?: object | undefined
}

/** What is read of a file: all of it by default, now or then, or in one version. */
export interface ReadFileOptions extends LookOptions {
  /** Bytes, 0 by default. */
  readonly start?: number | undefined
  /** Bytes, exclusive; by default the end. */
  readonly end?: number | undefined
  /** A number of ours; in a mapped tree also the id of a version of the provider. */
  readonly version?: number | string | undefined
}

/** A state of a file. */
export interface FileState {
  readonly etag: string
  /** Bytes of the whole. */
  readonly size: number
  readonly version: number
  readonly contentType?: string | undefined
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  /** The provider's, where a bucket of a mapped tree keeps versions. */
  readonly versionId?: string | undefined
}

/** A file that was found, whose bytes can be asked for. */
export interface OpenedFile extends FileState {
  readonly path: string
  readonly name: string
  readonly attributes?: Attributes | undefined
  /** For {@link Tree.removeSeen}. */
  readonly seen: Seen
  /** All bytes, the caller's own. @throws `CONFLICT` when the file is not any more what was found. */
  read(signal?: AbortSignal): Promise<Uint8Array>
  /** The same in chunks. */
  stream(signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** A file or directory as it was seen. */
export interface Seen {
  readonly path: VirtualPath
  readonly type: 'file' | 'directory'
  /** Where there is a row. */
  readonly id?: Id | undefined
  /** The row's state, of files. */
  readonly from?: Sequence | undefined
  /** Of files. */
  readonly etag?: string | undefined
}

/** Bytes of a file with the state they belong to. */
export interface FileBytes extends FileState {
  /** The caller's own. */
  readonly bytes: Uint8Array
}

/** What moving or copying did. */
export interface Transferred {
  /** Nodes, or objects, that were moved or copied. */
  readonly count: number
  /** What did not come along. */
  readonly left?: readonly ('id' | 'versions' | 'grants')[] | undefined
}

/**
 * What a mount resolves to: everything that depends on its layout. Access, hooks and what exists by structure are the
 * caller's; each change is one operation of the log unless it says otherwise.
 */
export interface Tree {
  readonly layout: 'cas' | 'path'
  /** Whether mount points below, and the directories above them, are rows that its listings give. */
  readonly listsMountPoints: boolean
  /** What entries of a directory are in byte order of. */
  sortsAs(entry: Pick<TreeNode, 'name' | 'type'>): string
  /** What is at a place other than the space's root; `undefined` when nothing is. @throws `HISTORY_EXPIRED`. */
  find(place: Place, options: LookOptions): Promise<TreeNode | undefined>
  /** @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `HISTORY_EXPIRED`. */
  stat(place: Place, options: LookOptions): Promise<TreeStat>
  /** Pages of what is directly in a directory, in order. @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `HISTORY_EXPIRED`. */
  children(place: Place, options: ChildrenOptions): AsyncGenerator<readonly TreeNode[]>
  /** @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `IS_A_DIRECTORY`, `HISTORY_EXPIRED`. */
  open(place: Place, options: ReadFileOptions): Promise<OpenedFile>
  /** @throws as `open`, and `INVALID_RANGE`, `CORRUPT`. */
  read(place: Place, options: ReadFileOptions): Promise<FileBytes>
  /** The same in chunks, never of two states. */
  stream(place: Place, options: ReadFileOptions): AsyncGenerator<Uint8Array, FileState>
  /** @throws `CONFLICT`, `ALREADY_EXISTS`, `IS_A_DIRECTORY`, `NOT_A_DIRECTORY`. */
  write(place: Place, source: Source, fields: FileFields, change: Change): Promise<FileState>
  /** Adds bytes at the end of a file, which is made if it is missing. */
  append(place: Place, addition: Uint8Array, fields: FileFields, change: Change): Promise<FileState>
  /** @throws `NOT_FOUND`, `IS_A_DIRECTORY`, `CONFLICT`. */
  delete(place: Place, conditions: FileConditions, change: Change): Promise<void>
  /** @throws `ALREADY_EXISTS`, `NOT_FOUND` for a missing parent, `NOT_A_DIRECTORY`. */
  makeDirectory(place: Place, options: MakeDirectoryOptions, change: Change): Promise<void>
  /** Gives the number of nodes, or objects, that it removed. @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `NOT_EMPTY`. */
  removeDirectory(place: Place, recursive: boolean, change: Change): Promise<number>
  /**
   * Ends what was seen at and below a place, directories given before what is in them; the count of nodes is theirs.
   * @throws `CONFLICT` when there is more or other. A managed tree then ends nothing, a mapped one leaves what is other.
   */
  removeSeen(place: Place, seen: readonly Seen[], change: Change): Promise<void>
  /** Whether what is at a place is as an operation of that type from that path to this one left it. */
  isLeftBy(place: Place, type: 'copy' | 'rename', from: VirtualPath): Promise<boolean>
  /** Within the tree and one space. @throws `NOT_FOUND`, `ALREADY_EXISTS`, `IS_A_DIRECTORY`, `CONFLICT`. */
  move(from: Place, to: Place, fields: TransferFields, change: Change): Promise<Transferred>
  /** Within the tree and one space. @throws as `move`. */
  copy(from: Place, to: Place, fields: TransferFields, change: Change): Promise<Transferred>
  /** @throws `NOT_FOUND`, `NOT_A_DIRECTORY`. */
  attributes(place: Place, exists: boolean): Promise<Attributes>
  /** Changes attributes from what they are now. @param exists - that the directory exists by structure. */
  changeAttributes(
    place: Place,
    exists: boolean,
    conditions: FileConditions,
    change: Change,
    edit: (before: Attributes) => Attributes,
  ): Promise<void>
}
