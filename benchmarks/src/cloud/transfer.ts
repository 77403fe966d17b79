/** What a process is asked to send or to fetch, and what it answers. */
import type { Place } from './cloud-kind.ts'
import type { MountedAs } from './mounted.ts'

/** What a body is given as. */
export type Given = 'stream' | 'file' | 'bytes'

/** One large body. */
export interface Transfer {
  /** How the bucket is mounted; absent: the SDK alone. */
  readonly mount?: MountedAs | undefined
  readonly direction: 'put' | 'get'
  readonly given: Given
  readonly place: Place
  /** Of the process alone, and kept for the next of the same contestant. */
  readonly folder: string
  /** What keys begin with, the same for all of a contestant. */
  readonly prefix: string
  readonly mebibytes: number
}

/** How long it took, and the most memory that the process had. */
export interface Transferred {
  readonly milliseconds: number
  /** Bytes. */
  readonly peak: number
  /** Bytes. */
  readonly size: number
}

/** A bucket to which large bodies go and from which they come. */
export interface LargeBucket {
  put(name: string, body: AsyncIterable<Uint8Array> | Uint8Array | { file: string }): Promise<void>
  get(name: string): Promise<AsyncIterable<Uint8Array>> | AsyncIterable<Uint8Array>
  close(): Promise<void>
}
