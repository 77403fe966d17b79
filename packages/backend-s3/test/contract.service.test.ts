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

/** What the servers do otherwise than Amazon S3, seen on them without any code of ours. */
const EXCEPT = {
  minio: {
    'a key below another key is stored, or refused without harm to the first':
      'MinIO stores both, and lists only the first',
    'a key above other keys is stored, or refused without harm to them':
      'MinIO stores both, and lists only the one above',
    'a body that was opened before an overwrite or delete stays whole':
      'MinIO lets a writer wait for the reader, and cuts the reader after half a minute',
    'random keys list as a model says, whatever the options':
      'MinIO refuses segments that are a dot and spaces',
    'an upload under way is listed, and can be aborted twice':
      'MinIO lists the uploads of one whole key only',
  },
  versitygw: {},
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
        except: EXCEPT[name],
        secrets: [server.accessKey, server.secretKey],
        async create() {
          const options = { ...optionsFor(server), preset }
          const backend = createS3Backend(options)
          await backend.admin.ensureBucket()
          if (name === 'versitygw') await backend.probe?.({ readonly: false })
          const others: { close(): Promise<void> }[] = []
          return {
            backend,
            async second() {
              const other = createS3Backend(options)
              if (name === 'versitygw') await other.probe?.({ readonly: false })
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
