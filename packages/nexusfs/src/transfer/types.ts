/** What the transfers between a host folder and the tree take and give. */
import type { Progress } from '@nexusfs/core'

/** How far a transfer is: `done` and `total` count files, copied or found equal. */
export interface TransferProgress extends Progress {
  /** Bytes copied so far. */
  readonly bytes: number
}

/** One change that a transfer makes, or would make in a dry run. */
export interface TransferAction {
  readonly type: 'create' | 'update' | 'delete' | 'mkdir'
  /** At the target: absolute in the tree, relative to the target folder on the host. */
  readonly path: string
  /** Bytes; 0 for directories and deletions. */
  readonly size: number
}

/** Options of every transfer. */
export interface TransferOptions {
  readonly signal?: AbortSignal | undefined
  /** Compares content by SHA-256 instead of size and time. Default false. */
  readonly checksum?: boolean | undefined
  /** Removes at the target what the source does not have; left out when a file failed. Default false. */
  readonly delete?: boolean | undefined
  /** Changes nothing; the actions and the report say what would happen. Default false. */
  readonly dryRun?: boolean | undefined
  /** Leaves files that exist at the target as they are. Default false. */
  readonly keepExisting?: boolean | undefined
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined
  readonly onAction?: ((action: TransferAction) => void) | undefined
}

/** Options of {@link importFolder}. */
export interface ImportOptions extends TransferOptions {
  /** Follows symbolic links whose target lies inside the source. Default false: links are skipped and counted. */
  readonly follow?: boolean | undefined
  /** Host folders that are left out, besides the folder of the store itself. */
  readonly exclude?: readonly string[] | undefined
}

/** A name that could not come along. */
export interface InvalidName {
  /** Where it lies, as a path relative to the source. */
  readonly path: string
  readonly reason: string
}

/** A file or folder that failed while the rest went on. */
export interface FailedTransfer {
  /** The path at the source, relative to its root. */
  readonly path: string
  /** A code of the error table. */
  readonly code: string
  readonly message: string
}

/** What a transfer did. It is complete when `invalidNames` and `failed` are empty. */
export interface TransferReport {
  /** Files copied, made or replaced. */
  readonly copied: number
  /** Bytes of those files. */
  readonly copiedBytes: number
  /** Files that were equal already and stayed. */
  readonly equal: number
  /** Directories made. */
  readonly directories: number
  /** Files and directories removed at the target; a directory with its content counts once. */
  readonly deleted: number
  /** Symbolic links skipped. */
  readonly symbolicLinks: number
  /** Devices, sockets and pipes skipped. */
  readonly specialFiles: number
  /** Folders left out because they were excluded, or hold the store itself. */
  readonly excluded: number
  readonly invalidNames: readonly InvalidName[]
  readonly failed: readonly FailedTransfer[]
}
