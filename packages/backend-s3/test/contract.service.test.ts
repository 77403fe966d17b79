import { randomUUID } from 'node:crypto'
import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { serverOf, type TestServer } from '../../../test/servers/index.ts'
import { createS3Backend, type S3BackendOptions } from '../src/index.ts'

function optionsFor(server: TestServer): S3BackendOptions {
  return {
    bucket: `contract-${randomUUID()}`,
    endpoint: server.url,
    regionName: server.region,
    accessKeyId: server.accessKey,
    secretAccessKey: server.secretKey,
    prefix: 'some/prefix',
  }
}

for (const [name, preset] of [
  ['minio', 'minio'],
  ['versitygw', 'other'],
] as const) {
  const { server, missing } = serverOf(name)
  describe.skipIf(missing)(`s3 at ${name}`, () => {
    if (server === undefined) return
    backendContract(
      { describe, test },
      {
        name: `s3 at ${name}`,
        secrets: [server.accessKey, server.secretKey],
        async create() {
          const options = { ...optionsFor(server), preset }
          const backend = createS3Backend(options)
          await backend.admin.ensureBucket()
          await backend.probe?.({ readonly: false })
          const others: { close(): Promise<void> }[] = []
          return {
            backend,
            async second() {
              const other = createS3Backend(options)
              await other.probe?.({ readonly: false })
              others.push(other)
              return other
            },
            async close() {
              for (const opened of [backend, ...others]) await opened.close()
            },
          }
        },
      },
    )
  })
}
