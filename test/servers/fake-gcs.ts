import { builtProgram, GO_SERVERS } from './go-servers.ts'
import { startServerProcess } from './server-process.ts'
import type { TestServer } from './test-server.ts'

/** Starts fake-gcs-server, which keeps everything in memory and asks for no credentials. */
export async function startFakeGcs(): Promise<TestServer> {
  const command = builtProgram(GO_SERVERS.gcs)
  const { port, close } = await startServerProcess((port) => ({
    command,
    args: [
      ...['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port)],
      ...['-backend', 'memory', '-public-host', `127.0.0.1:${port}`, '-log-level', 'error'],
      ...['-external-url', `http://127.0.0.1:${port}`],
    ],
    readyUrl: `http://127.0.0.1:${port}/storage/v1/b?project=test`,
  }))
  return {
    url: `http://127.0.0.1:${port}`,
    accessKey: '',
    secretKey: '',
    region: 'us-east-1',
    close,
  }
}
