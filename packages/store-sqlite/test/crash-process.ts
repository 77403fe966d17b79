/** Runs one change of a store and kills itself at a statement: `path change statement`. */
import { ROOT_ID } from '@nexusfs/core/spec'
import Sqlite from 'better-sqlite3'
import { createSqliteStore } from '../src/index.ts'
import { crashBatch } from './crash-batches.ts'

const [path = '', change = '', nth = '0'] = process.argv.slice(2)
const store = createSqliteStore({ path })
await store.migrate()
const { found } = await store.resolve('acme', ['tree'])
const batch = await crashBatch(store, change, found?.node.id ?? ROOT_ID)

const prototype = Object.getPrototypeOf(new Sqlite(':memory:').prepare('SELECT 1'))
let statements = 0
for (const name of ['run', 'get', 'all']) {
  const original = prototype[name]
  prototype[name] = function (...values: readonly unknown[]) {
    statements += 1
    if (statements === Number(nth)) process.kill(process.pid, 'SIGKILL')
    return original.apply(this, values)
  }
}
await store.commit(batch)
process.stdout.write(String(statements))
await store.close()
