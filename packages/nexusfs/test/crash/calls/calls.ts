import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { restoreBackup } from 'nexusfs'
import type { EmbeddedSettings } from '../embedded.ts'
import { backUp, backupOf, exportOf, restoredOf, type World } from './world.ts'

/** A call that is killed at each of its steps. */
export interface CrashCall {
  run(nexus: Nexus, world: World): Promise<unknown>
  /** The code of the same call once it was done; absent where it may be made again. */
  readonly again?: string
  /** Made again after it was done, it writes its files once more, each as one more version. */
  readonly writes?: true
  /** A file or folder that is there, whole, exactly when it was done. */
  readonly artifact?: (folder: string) => string
  readonly settings?: EmbeddedSettings
}

/** The calls by name. */
export const CALLS: Readonly<Record<string, CrashCall>> = {
  delete: { run: (nexus) => nexus.delete('/work/doc'), again: 'NOT_FOUND' },
  'undo of one operation': { run: (nexus, { ids }) => nexus.undo(ids.edit) },
  'undo of a run': { run: (nexus) => nexus.undo({ run: 'later' }) },
  redo: { run: (nexus, { ids }) => nexus.undo(ids.undo) },
  restore: { run: (nexus, { ids }) => nexus.restore('/work', { at: ids.start }) },
  'snapshot create': {
    run: (nexus) => nexus.snapshots.create('/work', { name: 'now' }),
    again: 'ALREADY_EXISTS',
  },
  'snapshot restore': { run: (nexus) => nexus.snapshots.restore('before') },
  'snapshot fork': {
    run: (nexus) => nexus.snapshots.fork('before', '/forked'),
    again: 'ALREADY_EXISTS',
  },
  'snapshot delete': { run: (nexus) => nexus.snapshots.delete('before'), again: 'NOT_FOUND' },
  collection: {
    run: (nexus) => nexus.content.gc({ apply: true }),
    settings: { past: 'collected' },
  },
  import: {
    run: (nexus, { folder }) =>
      nexus.importMetadata(join(folder, 'import.jsonl'), { onConflict: 'overwrite' }),
    writes: true,
  },
  export: {
    run: (nexus, { folder }) => nexus.exportMetadata(exportOf(folder), { content: true }),
    again: 'ALREADY_EXISTS',
    artifact: exportOf,
  },
  'backup create': {
    run: (_, { folder }) => backUp(folder, backupOf(folder)),
    again: 'ALREADY_EXISTS',
    artifact: backupOf,
  },
  'backup restore': {
    run: (_, { folder }) =>
      restoreBackup({ backup: join(folder, 'earlier'), dataDir: restoredOf(folder) }),
    again: 'ALREADY_EXISTS',
    artifact: restoredOf,
  },
}

/** The call of a name. */
export function callNamed(name: string): CrashCall {
  const call = CALLS[name]
  if (call === undefined) throw new Error(`There is no call ${name}`)
  return call
}

/** Whether the artifact of a call is there; `undefined` where it has none. */
export function hasArtifact({ artifact }: CrashCall, folder: string): boolean | undefined {
  return artifact === undefined ? undefined : existsSync(artifact(folder))
}
