import { connect } from 'nexusfs'
import audit from '../src/index.ts'

/** Writes files until it is killed, or so many, and tells the id of each acknowledged operation on standard output. */
const [, , dataDir = '', file = '', name = '', count = 'Infinity'] = process.argv
const nx = await connect({
  dataDir,
  definitions: [audit],
  plugins: [{ name: 'audit', config: { file, maxBytes: 1 << 20 } }],
})
for (let serial = 0; serial < Number(count); serial++) {
  const { operationId } = await nx.write(`/${name}/${serial % 10}`, String(serial))
  process.stdout.write(`${operationId}\n`)
}
await nx.close()
