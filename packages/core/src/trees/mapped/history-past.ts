/** What a mapped tree tells of the past: from what passed through us, where old bytes can be had. */
import type { Mount } from '../../mounts/index.ts'
import type { NodeRow, Sequence } from '../../spec/index.ts'
import type { Place } from '../managed/index.ts'
import type { FileState, OpenedFile } from '../tree.ts'

/** Bytes `start` to `end`, exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A past state of a mapped file. */
export interface PastState extends FileState {
  /** Only where the bucket keeps versions. */
  readonly versionId?: string | undefined
  /** Absent for a version that others made. */
  readonly node?: NodeRow | undefined
}

/** A past state that is there to be read. */
export interface PastFile extends OpenedFile {
  readonly versionId?: string | undefined
  /** Bytes of a part, by default all. @throws `HISTORY_EXPIRED`, `NOT_SUPPORTED` when they were not kept. */
  bytes(span: Span, signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** Which past state of a file is meant: as at a settled sequence, or in a version. */
export interface PastOptions {
  readonly at?: Sequence | undefined
  /** A number of ours, or the id of a version of the provider. */
  readonly version?: number | string | undefined
}

/** The past of mapped trees. */
export interface MappedPast {
  /**
   * The file at a place at a settled sequence; `undefined` when it had been removed through us.
   * @throws `NOT_SUPPORTED` for directories, and when nothing of the place had passed through us by then;
   * `HISTORY_EXPIRED`.
   */
  find(mount: Mount, place: Place, at: Sequence): Promise<PastState | undefined>
  /** The same to be read. @throws as `find`, and `NOT_FOUND`. */
  open(mount: Mount, place: Place, options: PastOptions): Promise<PastFile>
}
