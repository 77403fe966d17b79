import { randomBytes } from 'node:crypto'
import { serverOf, type TestServer } from '../../../test/servers/index.ts'
import { type AzureBackend, type AzureBackendOptions, createAzureBackend } from '../src/index.ts'

/** A container of its own on the server of this run, made already. */
export interface TestContainer {
  readonly backend: AzureBackend
  readonly options: AzureBackendOptions
  /** Another backend on the same container. */
  open(options?: Partial<AzureBackendOptions>): AzureBackend
  /** Closes all backends, and removes the container. */
  close(): Promise<void>
}

/** Makes a container with a new name. */
export async function testContainer(
  server: TestServer,
  own: Partial<AzureBackendOptions> = {},
): Promise<TestContainer> {
  const options: AzureBackendOptions = {
    container: `nexus-${randomBytes(8).toString('hex')}`,
    accountName: server.accessKey,
    accountKey: server.secretKey,
    endpoint: server.url,
    ...own,
  }
  const opened: AzureBackend[] = []
  const open = (more: Partial<AzureBackendOptions> = {}) => {
    const backend = createAzureBackend({ ...options, ...more })
    opened.push(backend)
    return backend
  }
  const backend = open()
  await backend.admin?.ensureBucket()
  return {
    backend,
    options,
    open,
    async close() {
      const remover = createAzureBackend({ ...options, endpoint: server.url })
      await (await remover.native()).deleteIfExists()
      for (const one of [remover, ...opened]) await one.close()
    },
  }
}

/** The server of this run; suites without it are skipped by name. */
export const azure = serverOf('azure')
