import { randomBytes } from 'node:crypto'
import { backendContract, type TestRunner } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { createMinioBackend, type MinioBackend } from '../src/index.ts'

/** It can be read all the same; paths of a tree never have both. */
const HIDDEN = 'MinIO stores a key below another key, and leaves it out of listings'

const EXCEPTIONS = {
  'a key below another key is stored, or refused without harm to the first': HIDDEN,
  'a key above other keys is stored, or refused without harm to them': HIDDEN,
  'a body that was opened before an overwrite or delete stays whole':
    'MinIO lets a writer wait for the reader, and cuts the reader after half a minute',
  'random keys list as a model says, whatever the options':
    'MinIO takes no segment that is a dot with white space around it; see extras.service.test.ts',
}

const { server, missing } = serverOf('minio')

/** Runs one group of the contract. */
function only(group: string): TestRunner {
  return {
    test,
    describe: (name, body) =>
      name.includes(':') || name === group ? describe(name, body) : undefined,
  }
}

describe.skipIf(missing)('minio', () => {
  const { url: endpointUrl = '', accessKey = '', secretKey = '' } = server ?? {}
  const target = (name: string, prepare: (backend: MinioBackend) => Promise<unknown>) => ({
    name,
    secrets: [accessKey, secretKey],
    tiers: ['STANDARD', 'REDUCED_REDUNDANCY'] as const,
    ownBucket: true,
    except: EXCEPTIONS,
    async create() {
      const bucket = `contract-${randomBytes(8).toString('hex')}`
      const open = () => createMinioBackend({ endpointUrl, accessKey, secretKey, bucket })
      const backend = open()
      const opened = [backend]
      await prepare(backend)
      return {
        backend,
        async second() {
          const other = open()
          opened.push(other)
          return other
        },
        async close() {
          for (const one of opened) await one.close()
        },
      }
    },
  })
  backendContract(
    { describe, test },
    target('minio', (backend) => backend.probe({ readonly: false })),
  )
  backendContract(
    only('versions'),
    target('minio with versions', (backend) => backend.enableVersioning()),
  )
})
