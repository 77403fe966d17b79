import type { MetadataStore } from '@nexusfs/core/spec'
import { backUp } from './backup.ts'
import { compact, sizeOf } from './compact.ts'
import { inspectInWorker } from './inspect-start.ts'
import type { OpenStore } from './open-store.ts'

/** The members of a store that look after the file. `open` gives its parts, or throws `CLOSED`. */
export function storeMaintenance(
  open: () => OpenStore,
): Pick<MetadataStore, 'size' | 'compact' | 'inspect'> & Required<Pick<MetadataStore, 'backup'>> {
  return {
    async size() {
      const store = open()
      return store.read(() => sizeOf(store))
    },
    async compact(options) {
      const store = open()
      return compact(store, options?.signal)
    },
    async inspect(options) {
      return inspectInWorker(open().settings, options?.signal)
    },
    async backup(file, options) {
      return backUp(open().settings, file, options)
    },
  }
}
