import { COLLECTIONS, type Collection } from '@nexusfs/core/spec'

/** The collections of core, and `probe` with every kind of index. */
export const TEST_COLLECTIONS: Readonly<Record<string, Collection>> = {
  ...COLLECTIONS,
  probe: {
    indexes: {
      rank: { fields: [{ path: 'rank' }] },
      group: { fields: [{ path: 'group' }, { path: 'rank', descending: true }] },
      open: { fields: [{ path: 'rank' }], where: { path: 'state.kind', equals: 'open' } },
    },
  },
}
