/** What listings and searches take and give. */
import type { Id } from '../../spec/index.ts'
import type { WaitOptions } from './changes.ts'
import type { AtOption } from './history.ts'

/** A row of a listing. */
export interface Entry {
  readonly path: string
  readonly name: string
  readonly type: 'file' | 'directory'
  readonly size: number
  readonly etag?: string | undefined
  readonly version: number
  readonly contentType?: string | undefined
  /** Milliseconds UTC. Directories: the newest change directly in them; of the past, their creation. */
  readonly modifiedAt: number
  /** Absent for directories that have no row yet (the root, namespaces, mount points). */
  readonly id?: Id | undefined
}

/** Answer of {@link Nexus.stat}. */
export interface Stat extends Entry {
  readonly createdAt: number
  readonly createdBy?: string | undefined
  /** Live files that use the content now, this one included if it is live; 0 for directories. */
  readonly refCount: number
  /** The provider's own id of the version, in mounts of layout `path` whose bucket keeps versions. */
  readonly versionId?: string | undefined
  /** Unix mode bits, where one is kept. */
  readonly mode?: number | undefined
}

/** Options of {@link Nexus.list}. */
export interface ListFilesOptions extends WaitOptions, AtOption {
  /** Default true: files only, depth first. False: direct children with directories. */
  readonly recursive?: boolean | undefined
  /** Only this subtree, on segment boundaries. */
  readonly prefix?: string | undefined
  readonly limit?: number | undefined
  /** From an earlier iteration's `cursor`. */
  readonly cursor?: string | undefined
}

/** An asynchronous sequence. Iterating twice asks twice. */
export interface Listing<Row> extends AsyncIterable<Row> {
  toArray(): Promise<Row[]>
  /** Where to go on after the last row that was given; `undefined` at the end or before the first row. */
  readonly cursor: string | undefined
}

/** A row of {@link Nexus.tree}: depth 0 is the first level. */
export interface TreeEntry extends Entry {
  readonly depth: number
}

/** Options of {@link Nexus.grep}. */
export interface GrepOptions extends WaitOptions, AtOption {
  readonly path?: string | undefined
  /** Only files that match: a glob with a slash counts from `path`, one without selects names at any depth. */
  readonly glob?: string | undefined
  /** The pattern is text, not a regular expression. */
  readonly literal?: boolean | undefined
  readonly ignoreCase?: boolean | undefined
  /** Lines of context. */
  readonly before?: number | undefined
  readonly after?: number | undefined
  readonly limit?: number | undefined
  /** From an earlier iteration's `cursor`. */
  readonly cursor?: string | undefined
}

/** A matching line. */
export interface GrepMatch {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  readonly text: string
  readonly before?: readonly string[] | undefined
  readonly after?: readonly string[] | undefined
}

/** What {@link Nexus.grep} gives: its counters are final once the iteration has ended. */
export interface GrepListing extends Listing<GrepMatch> {
  readonly filesSearched: number
  readonly binaryFilesSkipped: number
}
