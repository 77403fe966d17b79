import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own with little room. */
export interface SmallDisk {
  readonly folder: string
  unmount(): void
}

/** Mounts a tmpfs of that many MiB; where that is not permitted, the reason. */
export function mountSmallDisk(mebibytes: number): SmallDisk | { readonly reason: string } {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-small-disk-'))
  const args = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'tmpfs', folder]
  const mounted = spawnSync('mount', args, { encoding: 'utf8' })
  if (mounted.status === 0) {
    return {
      folder,
      unmount() {
        spawnSync('umount', ['-l', folder])
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return { reason: mounted.error?.message ?? mounted.stderr.trim() }
}
