/** All collections of records: every store makes them and their indexes. */
import type { Collection } from './record.ts'

/** Collections by name. */
export const COLLECTIONS = {
  /** Saved mounts, keyed by mount id. */
  mount: {
    undoable: true,
    indexes: { space: { fields: [{ path: 'space' }, { path: 'mountPoint' }] } },
  },
  /** What plugins keep, keyed (plugin, key) as `plugin/key`. */
  plugin: {},
  /** Work that one process at a time does, keyed by its name. */
  task: { queue: 'due', indexes: { due: { fields: [{ path: 'due' }] } } },
} as const satisfies Readonly<Record<string, Collection>>

/** Name of a declared collection. */
export type CollectionName = keyof typeof COLLECTIONS
