/** What export and import of metadata take and give. */
import type { Progress, WaitOptions } from './changes.ts'

/** Where an export goes: a host file that must not exist unless `overwrite`, or a stream of UTF-8 bytes. */
export type ExportTarget = string | WritableStream<Uint8Array>

/** Where an import comes from: a host file, or bytes as they come. */
export type ImportSource = string | AsyncIterable<Uint8Array>

/** Options of {@link Nexus.exportMetadata}. */
export interface ExportOptions extends WaitOptions {
  /** Only this subtree. */
  readonly prefix?: string | undefined
  /** The bytes go along as base64. */
  readonly content?: boolean | undefined
  readonly overwrite?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link Nexus.exportMetadata}. */
export interface ExportResult {
  readonly files: number
}

/**
 * What an import does with a path that is taken: `skip` leaves it; `overwrite` makes the next version; `remap` imports
 * under a free name beside it (`name (2).ext`); `auto` leaves it when the content is the same (and takes metadata that
 * is newer), overwrites it when the imported one is newer, and leaves it otherwise.
 */
export type ImportConflict = 'skip' | 'overwrite' | 'remap' | 'auto'

/** Options of {@link Nexus.importMetadata}. */
export interface ImportOptions extends WaitOptions {
  /** Default `skip`. */
  readonly onConflict?: ImportConflict | undefined
  readonly dryRun?: boolean | undefined
  /** Lets an administrator fill read-only namespaces. */
  readonly intoReadonly?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Answer of {@link Nexus.importMetadata}. */
export interface ImportResult {
  /** Absent for a dry run and when nothing was imported. */
  readonly operationId?: string | undefined
  /** Files that were new. */
  readonly imported: number
  readonly overwritten: number
  readonly remapped: number
  readonly skipped: number
}
