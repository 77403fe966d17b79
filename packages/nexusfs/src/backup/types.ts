/** What the backup of an embedded data folder takes and gives. */
import type { FsckProblem, Progress } from '@nexusfs/core'
import type { ConnectOptions } from '../connect-options.ts'

/** How far a backup, its check or its restoring is; `bytes` were copied or read in this phase. */
export interface BackupProgress extends Progress {
  /** `database`: its pages; `objects`: content; `files`: what the manifest names; `check`: store against content. */
  readonly phase: 'database' | 'objects' | 'files' | 'check'
  readonly bytes: number
}

interface Options {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined
}

/** Options of {@link createBackup}: those of `connect` say which data folder, by default the one that it would open. */
export interface CreateBackupOptions extends ConnectOptions, Options {
  /** The folder of the backup: it must not exist, the one above it must. */
  readonly target: string
}

/** What a backup holds. */
export interface BackupReport {
  /** Absolute. */
  readonly target: string
  /** When the database was copied, ISO 8601 UTC. */
  readonly time: string
  /** Files of the data folder. */
  readonly files: number
  readonly bytes: number
  /** Objects that the database names and that were missing or damaged already; their keys, at most 100. */
  readonly lost: readonly string[]
  /** How many were lost. */
  readonly lostCount: number
  /** Ids of other backends that hold content of mounts, which is not in the backup. */
  readonly elsewhere: readonly string[]
}

/** Options of {@link verifyBackup}. */
export interface VerifyBackupOptions extends Options {
  /** Where the database is copied to be checked. Default: the system's temporary folder. */
  readonly tmpDir?: string | undefined
}

/** Something that is wrong with a backup. */
export interface BackupProblem {
  /** `manifest`: it is damaged, or a file that it names is missing; `extra`: a file that it does not name; the others as `fsck` has them. */
  readonly kind: 'manifest' | 'extra' | FsckProblem['kind']
  readonly message: string
  /** Relative to the backup. */
  readonly file?: string | undefined
  readonly loss: boolean
}

/** Answer of {@link verifyBackup}. */
export interface VerifyBackupReport {
  /** Nothing is lost or damaged. */
  readonly ok: boolean
  /** When the database was copied, ISO 8601 UTC. */
  readonly time: string
  readonly files: number
  readonly bytes: number
  /** At most 10,000. */
  readonly problems: readonly BackupProblem[]
}

/** Options of {@link restoreBackup}. */
export interface RestoreBackupOptions extends VerifyBackupOptions {
  /** The folder of the backup. */
  readonly backup: string
  /** The new data folder: it must not exist, or be empty. */
  readonly dataDir: string
  /** Restores also where content was lost before the backup was made. Default false. */
  readonly allowLoss?: boolean | undefined
}

/** Answer of {@link restoreBackup}. */
export interface RestoreBackupReport {
  /** Absolute. */
  readonly dataDir: string
  readonly time: string
  readonly files: number
  readonly bytes: number
}
