import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { MetadataStore } from '@nexusfs/core'
import { storeContract } from '@nexusfs/testkit'
import { create__Type__Store } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Every case gets an empty store of its own. `reopen` is wanted where a store is persistent, `second` where it is shared.
storeContract(
  { describe, test },
  {
    name: '__type__',
    accepts: { clock: true, collections: true },
    async create(options) {
      const folder = await temporaryFolder()
      const open = (): MetadataStore =>
        create__Type__Store({ path: join(folder.path, 'journal.db'), ...options })
      let store = open()
      return {
        store,
        async reopen() {
          await store.close()
          store = open()
          await store.migrate()
          return store
        },
        async close() {
          await store.close()
          await folder.remove()
        },
      }
    },
  },
)
