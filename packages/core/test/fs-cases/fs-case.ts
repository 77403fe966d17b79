import type { NexusFs } from '@nexusfs/core'

/** A call and what it gives; `at` makes an absolute path below the case's own folder. */
export type FsCase = readonly [
  name: string,
  run: (fs: NexusFs, at: (name?: string) => string) => Promise<unknown>,
]
