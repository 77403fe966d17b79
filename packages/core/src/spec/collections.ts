/** All collections of records: every store makes them and their indexes. */
import type { Collection } from './record.ts'

/** Collections by name. */
export const COLLECTIONS = {
  /** Saved mounts, keyed by mount id. */
  mount: {
    undoable: true,
    indexes: { space: { fields: [{ path: 'space' }, { path: 'mountPoint' }] } },
  },
  /** Snapshots, keyed `space/name`. */
  snapshot: { indexes: { space: { fields: [{ path: 'space' }, { path: 'sequence' }] } } },
  /** Operations that were undone, keyed by operation id; undoing the undo takes the record back. */
  undone: { undoable: true },
  /** The chain that seals the log: `space` for its head, `space/sequence` for each sealed block. */
  seal: {},
  /** How far the history of a space was pruned, keyed by space. */
  horizon: {},
  /** State of garbage collection, keyed by its parts. */
  gc: {},
  /** What plugins keep, keyed (plugin, key) as `plugin/key`. */
  plugin: {},
  /** Changes of mapped trees that are under way, or were when their process ended, keyed by operation id. */
  intent: { indexes: { mount: { fields: [{ path: 'mount' }] } } },
  /** What is left to do of undos in mapped trees, keyed `undo/number`; removed step by step. */
  undoing: { indexes: { mount: { fields: [{ path: 'mount' }, { path: 'order' }] } } },
  /** What was last seen of the objects of mapped files, keyed by node id. */
  observation: {},
  /** Work that one process at a time does, keyed by its name. */
  task: { queue: 'due', indexes: { due: { fields: [{ path: 'due' }] } } },
} as const satisfies Readonly<Record<string, Collection>>

/** Name of a declared collection. */
export type CollectionName = keyof typeof COLLECTIONS
