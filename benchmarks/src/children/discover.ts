/** A process of its own that looks for packages once: `discover.ts <folder> <type>`; answers in JSON. */
import { findPackages, resolveConfig } from 'nexusfs'

const [folder = '', type = ''] = process.argv.slice(2)
const surroundings = { cwd: folder, home: folder, env: {} }
// Whoever looks for packages has read the configuration before, with or without packages.
await resolveConfig(undefined, surroundings)
const start = performance.now()
const installed = await findPackages(surroundings)
if (type !== '') installed.select('plugin', type)
const found = performance.now() - start
const listed = installed.provided.filter(({ tier }) => tier === 'project').length
const milliseconds = { find: found, list: performance.now() - start }
process.stdout.write(JSON.stringify({ milliseconds, listed }))
