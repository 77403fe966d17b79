import { startAzurite } from './azurite.ts'
import { startFakeGcs } from './fake-gcs.ts'
import { builtProgram, GO_SERVERS } from './go-servers.ts'
import { startMinio } from './minio.ts'
import type { ServerName, TestServer } from './test-server.ts'
import { startVersitygw } from './versitygw.ts'

const START: Readonly<Record<ServerName, () => Promise<TestServer>>> = {
  minio: startMinio,
  versitygw: startVersitygw,
  gcs: startFakeGcs,
  azure: startAzurite,
}

/** Starts a server by its name. @throws where it is missing. */
export function startServer(name: ServerName): Promise<TestServer> {
  return START[name]()
}

/** Why a server cannot be started on this machine; `undefined` where it can. */
export function whyMissing(name: ServerName): string | undefined {
  if (name === 'azure') return undefined
  try {
    builtProgram(GO_SERVERS[name])
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
