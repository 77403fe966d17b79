/** Servers of the tests, started for a scenario and ended after it. */
import { randomBytes } from 'node:crypto'
import { startServer, whyMissing } from '../../../test/servers/start-server.ts'
import type { ServerName } from '../../../test/servers/test-server.ts'
import type { Place } from './cloud-kind.ts'

/**
 * Does the work with a new name of a bucket on a server that is started for it. Where the server is missing the work is
 * left out, which is said on stderr.
 */
export async function withServer<Result>(
  name: ServerName,
  what: string,
  work: (place: Place) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const missing = whyMissing(name)
  if (missing !== undefined) {
    process.stderr.write(`\n${what} SKIPPED, there is no server for it: ${missing}\n`)
    return []
  }
  const server = await startServer(name)
  try {
    return await work({ server, bucket: `bench-${randomBytes(6).toString('hex')}` })
  } finally {
    await server.close()
  }
}
