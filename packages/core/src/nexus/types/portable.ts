/** What export and import of metadata take and give. */
import type { Progress, WaitOptions } from './changes.ts'

/**
 * Where an export goes: a host file (mode 0600) that must not exist unless `overwrite` and that appears only once it is
 * complete and durable, or a stream of UTF-8 bytes, which is closed at the end and aborted on failure.
 */
export type ExportTarget = string | WritableStream<Uint8Array>

/** Where an import comes from: a host file, or UTF-8 bytes as they come. One line of it is in memory at a time. */
export type ImportSource = string | AsyncIterable<Uint8Array>

/** Options of {@link Nexus.exportMetadata}. */
export interface ExportOptions extends WaitOptions {
  /** Only this directory and what is below it, or this file. Default all that the caller may see. */
  readonly prefix?: string | undefined
  /** The bytes go along as base64, up to 64 MiB a file. Default false. */
  readonly content?: boolean | undefined
  /** Takes the place of a host file. Default false. */
  readonly overwrite?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link Nexus.exportMetadata}. */
export interface ExportResult {
  readonly files: number
}

/**
 * What an import does with a path that is taken: `skip` leaves it; `overwrite` makes the next version, with the line's
 * metadata and tags alone; `remap` imports under a free name beside it (`name (2).ext`); `auto` leaves it when the
 * content is the same (and takes metadata that is newer), overwrites it when the imported one is newer, and leaves it
 * otherwise. Newer is what has the later `modified_at`. A directory that is there is left by `skip` and `auto`, and
 * `IS_A_DIRECTORY` for `overwrite`.
 */
export type ImportConflict = 'skip' | 'overwrite' | 'remap' | 'auto'

/** Options of {@link Nexus.importMetadata}. */
export interface ImportOptions extends WaitOptions {
  /** Default `skip`. */
  readonly onConflict?: ImportConflict | undefined
  /** Changes nothing; the answer says what would be imported. Default false. */
  readonly dryRun?: boolean | undefined
  /** Lets an administrator fill read-only namespaces; read-only mounts stay so. Default false. */
  readonly intoReadonly?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link Nexus.importMetadata}. */
export interface ImportResult {
  /** Absent for a dry run and when nothing was imported. */
  readonly operationId?: string | undefined
  /** Files that were new. */
  readonly imported: number
  /** Files that got a next version, or newer metadata. */
  readonly overwritten: number
  readonly remapped: number
  readonly skipped: number
}
