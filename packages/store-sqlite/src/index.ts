/** The Nexus metadata store on SQLite.
 * @packageDocumentation
 */
import { defineStore } from '@nexusfs/core/spec'
import { optionSchema } from './options.ts'
import { createSqliteStore } from './sqlite-store.ts'

export type { SqliteDurability, SqliteStoreOptions } from './options.ts'
export { createSqliteStore }

/** The store type `sqlite`, as configuration names it. */
export default defineStore({
  type: 'sqlite',
  title: 'SQLite',
  options: optionSchema,
  create: (options) => createSqliteStore(options),
})
