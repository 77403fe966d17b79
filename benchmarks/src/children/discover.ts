/** A process of its own that looks for packages once: `discover.ts <folder>`; answers in JSON. */
import { findPackages } from 'nexusfs'

const [folder = ''] = process.argv.slice(2)
const start = performance.now()
const { provided } = await findPackages({ cwd: folder, home: folder, env: {} })
const milliseconds = performance.now() - start
const found = provided.filter(({ tier }) => tier === 'project').length
process.stdout.write(JSON.stringify({ milliseconds, found }))
