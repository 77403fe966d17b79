import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { createBackup } from 'nexusfs'
import { readAll } from '../check-folder.ts'
import { pieceBytes } from '../content.ts'
import { type EmbeddedSettings, openEmbedded, type Wrapping } from '../embedded.ts'

/** A folder with a data folder and what lies beside it. */
export interface World {
  readonly folder: string
  /** Ids of operations that calls name. */
  readonly ids: Readonly<Record<'edit' | 'undo' | 'start', string>>
}

/** Content up to here lies in the store. */
const INLINE = 1_000
const AROUND = { env: {}, home: '/nowhere' }

/** The places in a world. */
export const dataOf = (folder: string): string => join(folder, 'data')
export const exportOf = (folder: string): string => join(folder, 'export.jsonl')
export const backupOf = (folder: string): string => join(folder, 'backup')
export const restoredOf = (folder: string): string => join(folder, 'restored')

/** Opens a data folder as `connect` lays it out. */
export function openData(
  folder: string,
  settings: EmbeddedSettings = {},
  wrapping?: Wrapping,
): Promise<Nexus> {
  return openEmbedded(folder, INLINE, wrapping, { gc: 'manual', content: '.', ...settings })
}

/** Backs a world up. */
export function backUp(folder: string, target: string) {
  return createBackup({ dataDir: dataOf(folder), target }, { ...AROUND, cwd: folder })
}

/**
 * A data folder with content of every kind in several versions, moved and deleted, a run that can be undone, an undo that
 * can, a snapshot, and content that nothing needs; beside it a backup and something to import.
 */
export async function makeWorld(folder: string): Promise<World> {
  mkdirSync(folder)
  const nexus = await openData(dataOf(folder))
  await nexus.write('/work/keep', bytes(1, 100), { tags: { kind: 'small' } })
  const { operationId: start } = await nexus.write('/work/doc', bytes(2, 5_000))
  await nexus.write('/work/dir/x', bytes(3, 200))
  await nexus.write('/work/dir/y', bytes(4, 8_000))
  await nexus.write('/work/dir/deep/z', bytes(5, 300_000))
  await nexus.write('/work/dir/imported', bytes(11, 2_000))
  await nexus.snapshots.create('/work/dir', { name: 'before' })
  const { operationId: edit } = await nexus.write('/work/doc', bytes(6, 6_000))
  await nexus.write('/work/redone', bytes(7, 4_000))
  const { operationId: undo } = await nexus.undo({ last: 1 })
  await later(nexus.as({ run: 'later' }))
  await nexus.exportMetadata(join(folder, 'import.jsonl'), { content: true, prefix: '/work/dir' })
  await nexus.delete('/work/dir/imported')
  await nexus.close()
  await backUp(folder, join(folder, 'earlier'))
  const world = { folder, ids: { start, edit, undo: undo ?? '' } }
  writeFileSync(join(folder, 'world.json'), JSON.stringify(world))
  return world
}

/** The run that is undone as a whole. */
async function later(nexus: Nexus): Promise<void> {
  await nexus.write('/work/dir/x', bytes(8, 7_000))
  await nexus.append('/work/dir/x', bytes(9, 3_000))
  await nexus.write('/work/dir/new', bytes(10, 9_000))
  await nexus.rename('/work/dir/deep', '/work/deep')
  await nexus.delete('/work/dir/y')
  await nexus.tags.set('/work/keep', 'kind', 'tagged')
}

/** What callers see: files with versions and tags, and snapshots. */
export async function stateOf(nexus: Nexus): Promise<Readonly<Record<string, string>>> {
  const state: Record<string, string> = {}
  for (const [path, content] of await readAll(nexus, '/')) {
    const { version } = await nexus.stat(path)
    const tags = JSON.stringify(await nexus.tags.list(path))
    state[path] = `${content}, version ${version}, ${tags}`
  }
  for await (const { name, path } of nexus.snapshots.list()) state[`snapshot ${name}`] = path
  return state
}

function bytes(seed: number, size: number): Uint8Array {
  return pieceBytes({ seed, size })
}
