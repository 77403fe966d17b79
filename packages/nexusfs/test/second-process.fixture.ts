/** A process of its own on a data folder: writes files, reads one of the first process, says what it saw. */
import { connect } from 'nexusfs'

const [dataDir = ''] = process.argv.slice(2)
const nexus = await connect({ dataDir }, { env: {}, home: dataDir })
for (let index = 0; index < 20; index += 1)
  await nexus.write(`/second/${index}.txt`, `second ${index}`)
const seen = await nexus.readText('/first.txt')
await nexus.close()
process.stdout.write(seen)
