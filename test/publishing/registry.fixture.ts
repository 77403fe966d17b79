/**
 * A registry on loopback, as a process of its own: it prints its port when it is ready and ends with its standard
 * input. Packages with our name in theirs come from nobody else; those of others come through `outside`.
 */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { runServer } from 'verdaccio'

const [folder = '', outside = ''] = process.argv.slice(2)
const permissions = { access: ['$all'], publish: ['$authenticated'] }
const server = await runServer({
  self_path: join(folder, 'registry.yaml'),
  storage: join(folder, 'storage'),
  auth: { htpasswd: { file: join(folder, 'users'), max_users: 1 } },
  uplinks: { outside: { url: outside, maxage: '1h', timeout: '20s' } },
  packages: {
    '*nexusfs*': permissions,
    '@nexusfs/*': permissions,
    '@*/*nexusfs*': permissions,
    '**': { ...permissions, publish: [], proxy: ['outside'] },
  },
  max_body_size: '200mb',
  userRateLimit: { windowMs: 1000, max: 10_000 },
  web: { enable: false },
  middlewares: { audit: { enabled: false } },
  log: { type: 'stdout', format: 'json', level: 'fatal' },
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ port })}\n`)
})
process.stdin.on('end', () => process.exit()).resume()
