/** Nexus with a bucket mounted: metadata in SQLite, what is kept besides in a local folder. */

import type { Nexus } from '@nexusfs/core'
import type { Backend } from '@nexusfs/core/spec'
import { openNexus } from '../adapters/nexus.ts'

/** Where the bucket is mounted. */
export const MOUNT = '/mnt/cloud'

/** How it is mounted. */
export interface MountedAs {
  readonly layout: 'path' | 'cas'
  readonly history?: 'versioning' | 'cas' | 'none'
}

/** Opens it in a folder; reads are never answered from the content cache. */
export function openMounted(folder: string, backend: Backend, how: MountedAs): Promise<Nexus> {
  const mounts = [{ mountPoint: MOUNT, backend, ...how }]
  return openNexus(folder, { mounts, cacheSizeMb: 0 })
}
