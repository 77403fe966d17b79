import type { Nexus, NexusOptions } from '@nexusfs/core'

/** Options of `createNexus` that cases set; hand them on. */
export type FilesystemCreateOptions = Pick<
  NexusOptions,
  'isAdmin' | 'hooks' | 'onHookError' | 'namespaces'
>

/** A filesystem opened for one test, empty. */
export interface OpenedFilesystem {
  /** A handle without tenant. */
  readonly nexus: Nexus
  /** Closes the handle and everything made with it, and removes its data. */
  close(): Promise<void>
  /** Closes and opens the same data again; absent where nothing outlives a close. */
  readonly reopen?: (() => Promise<Nexus>) | undefined
  /** Damages the stored content of that etag; absent where content cannot be reached. */
  readonly corrupt?: ((etag: string) => Promise<void>) | undefined
}

/** A filesystem under test: a store and a backend below a handle. */
export interface FilesystemTarget {
  readonly name: string
  /** `path`: a bucket is mounted at `/docs` in that layout, where the cases have their files. Default `cas`. */
  readonly layout?: 'cas' | 'path' | undefined
  /** Cases by name that the server behind the backend cannot pass, each with why; they are skipped. */
  readonly except?: Readonly<Record<string, string>> | undefined
  create(options: FilesystemCreateOptions): Promise<OpenedFilesystem>
}
