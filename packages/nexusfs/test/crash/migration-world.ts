import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import type { Nexus } from '@nexusfs/core'
import { pieceBytes } from './content.ts'
import { openEmbedded, type Wrapping } from './embedded.ts'

/** The whole of the content goes there, and the source is emptied. */
export const MIGRATION = {
  from: '/',
  to: '/mnt/new',
  apply: true,
  removeSource: true,
  concurrency: 2,
} as const

const SIZES = [1, 2_000, 0, 70_000, 300_000, 5_000]

/** A data folder in `folder` with all content in objects, and a second backend beside it at `/mnt/new`. */
export async function openMigrated(folder: string, wrapping?: Wrapping): Promise<Nexus> {
  const nexus = await openEmbedded(folder, 0, wrapping, { gc: 'manual' })
  const backend = createLocalBackend({ root: join(folder, 'target') })
  await nexus.mounts.add({ mountPoint: '/mnt/new', backend: wrapping?.backend(backend) ?? backend })
  return nexus
}

/** Writes files, with older versions, copies, and some content that lies on the target already. */
export async function fill(nexus: Nexus): Promise<void> {
  for (const index of SIZES.keys()) await nexus.write(`/docs/f${index}`, bytes(index))
  await nexus.write('/docs/f3', bytes(20, 6_000))
  await nexus.append('/docs/f1', bytes(21, 3_000))
  await nexus.copy('/docs/f4', '/copy')
  await nexus.write('/mnt/new/same', bytes(5))
}

/** Names of the objects that hold content below `content` (the source) or `target`. */
export function objectsOf(folder: string, place: 'content' | 'target'): readonly string[] {
  return readdirSync(join(folder, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes(join(place, 'cas')))
    .map(({ name }) => name)
}

/** The first version of `/docs/f3`. */
export function replacedBytes(): Uint8Array {
  return bytes(3)
}

function bytes(index: number, size = SIZES[index] ?? 0): Uint8Array {
  return new Uint8Array(pieceBytes({ seed: index, size }))
}
