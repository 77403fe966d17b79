import { statSync } from 'node:fs'
import { throwIfAborted } from '@nexusfs/core/kit'
import type { StoreSize } from '@nexusfs/core/spec'
import type { Member } from './group-commit.ts'
import type { OpenStore } from './open-store.ts'

/** Pages that one step gives back: a few milliseconds. */
const PAGES_PER_STEP = 256

/** Bytes of the database and its log on the disk, and those of pages that hold nothing. */
export function sizeOf(store: OpenStore): StoreSize {
  const { path } = store.settings
  const pragma = (name: string): number =>
    store.statements.db.pragma(name, { simple: true }) as number
  return {
    bytes: fileSize(path) + fileSize(`${path}-wal`),
    reclaimable: pragma('freelist_count') * pragma('page_size'),
  }
}

/**
 * Gives free pages back to the system, 256 at a time with others in between, then writes the log back, which cuts the
 * file. Gives the bytes that the files are smaller. @throws `ABORTED`.
 */
export async function compact(store: OpenStore, signal?: AbortSignal): Promise<number> {
  const { db } = store.statements
  const free = (): number => db.pragma('freelist_count', { simple: true }) as number
  throwIfAborted(signal)
  const before = await store.read(() => sizeOf(store))
  for (let left = free(); left > 0; ) {
    throwIfAborted(signal)
    await store.commits.run(STEP)
    await store.pause()
    const now = free()
    // Pages that something else freed or took meanwhile are not waited for.
    if (now >= left) break
    left = now
  }
  await store.readInSlices(async () => db.pragma('wal_checkpoint(TRUNCATE)'))
  const after = await store.read(() => sizeOf(store))
  return Math.max(0, before.bytes - after.bytes)
}

const STEP: Member<void> = {
  durability: 'deferred',
  changes: PAGES_PER_STEP,
  bytes: 0,
  isRefusal: () => false,
  run(writer) {
    writer.hasWritten = true
    writer.statements.db.pragma(`incremental_vacuum(${PAGES_PER_STEP})`)
  },
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
