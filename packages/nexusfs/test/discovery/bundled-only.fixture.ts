/** A process of its own that uses what is bundled, in the folder that it is given. */
import { connect } from 'nexusfs'

const [cwd = ''] = process.argv.slice(2)
const nexus = await connect(
  { plugins: [{ name: 'off', enabled: false }] },
  { cwd, home: cwd, env: {} },
)
await nexus.write('/a.txt', 'nothing was looked for')
process.stdout.write(await nexus.readText('/a.txt'))
await nexus.close()
