/** What reads and changes of files take and give. */
import type { Id, JsonObject } from '../../spec/index.ts'
import type { AtOption } from './history.ts'

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
  /** Replaces the custom metadata with the write; without it what is there stays. */
  readonly metadata?: JsonObject | undefined
  /** Replaces the tags with the write; without it those that are there stay. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Milliseconds UTC that the file shall show as its time; default now. */
  readonly modifiedAt?: number | undefined
  /** Unix mode bits to keep with the file. */
  readonly mode?: number | undefined
}

/** Answer of a write. */
export interface WriteResult {
  readonly path: string
  /** SHA-256 of the content in hex; in mounts of layout `path` what the provider says. */
  readonly etag: string
  readonly size: number
  readonly version: number
  /** The provider's own id of the version, in mounts of layout `path` whose bucket keeps versions. */
  readonly versionId?: string | undefined
  readonly operationId: Id
  /** Milliseconds UTC. */
  readonly modifiedAt: number
}

/** One item of {@link Nexus.writeBatch}. Its conditions are about what is there before the batch. */
export interface BatchItem extends Omit<WriteOptions, 'signal'> {
  readonly path: string
  readonly content: WriteContent
}

/** Options of {@link Nexus.readStream} and {@link Nexus.read}: bytes, `end` exclusive. */
export interface ReadOptions extends WaitOptions, AtOption {
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
