import type { Nexus, NexusOptions } from '@nexusfs/core'
import type { Backend } from '@nexusfs/core/spec'

/** Options that cases of mapped mounts set; hand them on. */
export interface MappedCreateOptions extends Pick<NexusOptions, 'hooks' | 'isAdmin'> {
  /** Mount it read-only. */
  readonly readonly?: boolean | undefined
}

/** A filesystem opened for one test, with an empty bucket mounted in layout `path`. */
export interface OpenedMapped {
  /** A handle without tenant. */
  readonly nexus: Nexus
  /** Where the bucket is mounted. */
  readonly mountPoint: string
  /** The same bucket as another program sees it: keys count from where the mount's keys count. */
  readonly outside: Backend
  /** Closes everything and removes its data. */
  close(): Promise<void>
  /** Closes the handle and opens the same data again; absent where nothing outlives a close. */
  readonly reopen?: (() => Promise<Nexus>) | undefined
}

/** A backend under test in layout `path`. */
export interface MappedTarget {
  readonly name: string
  create(options: MappedCreateOptions): Promise<OpenedMapped>
  /** How the mount keeps what was before; absent: as versions where the bucket keeps them, else in the store. */
  readonly history?: 'versioning' | 'cas' | 'none' | undefined
  /** Cases by name that the server behind the backend cannot pass, each with why; they are skipped. */
  readonly except?: Readonly<Record<string, string>> | undefined
  /** Share of the sizes and numbers of keys of large cases, 0 to 1; default 1. */
  readonly scale?: number | undefined
}
