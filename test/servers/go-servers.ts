import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** A server of the tests that is built from its sources with Go. */
export interface GoServer {
  readonly name: string
  readonly module: string
  readonly version: string
}

/** The servers and the versions of them that the tests were written against. */
export const GO_SERVERS = {
  minio: {
    name: 'minio',
    module: 'github.com/minio/minio',
    version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
  },
  versitygw: {
    name: 'versitygw',
    module: 'github.com/versity/versitygw/cmd/versitygw',
    version: 'v1.8.0',
  },
  gcs: {
    name: 'fake-gcs-server',
    module: 'github.com/fsouza/fake-gcs-server',
    version: 'v1.56.1',
  },
} as const satisfies Readonly<Record<string, GoServer>>

/** The folder outside of the clone in which one version of a server is kept. */
export function folderOf({ name, version }: GoServer): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(cache, 'nexusfs/test-servers', `${name}-${version}`)
}

/** The program of a server. */
export function programOf(server: GoServer): string {
  return join(folderOf(server), server.name)
}

/** The program of a server. @throws where it was not built. */
export function builtProgram(server: GoServer): string {
  const program = programOf(server)
  if (existsSync(program)) return program
  throw new Error(
    `${server.name} is not built. Install Go 1.26 or later and run: node scripts/test-servers.ts`,
  )
}
