/** A process of its own that opens a store, writes one file and prints the store's id: `node migrate-process.ts <path> <name>`. */
import { createSqliteStore } from '../src/index.ts'
import { writeFile } from './batches.ts'

const [path = '', name = ''] = process.argv.slice(2)
const store = createSqliteStore({ path })
const { storeId } = await store.migrate()
await writeFile(store, name, name)
const { synchronous } = (await store.health()).details
await store.close()
process.stdout.write(`${storeId} ${synchronous}\n`)
