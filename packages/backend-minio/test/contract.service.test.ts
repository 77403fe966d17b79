import { randomBytes } from 'node:crypto'
import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { createMinioBackend } from '../src/index.ts'

/** It can be read all the same; paths of a tree never have both. */
const HIDDEN = 'MinIO stores a key below another key, and leaves it out of listings'

const { server, missing } = serverOf('minio')

describe.skipIf(missing)('minio', () => {
  const { url: endpointUrl = '', accessKey = '', secretKey = '' } = server ?? {}
  backendContract(
    { describe, test },
    {
      name: 'minio',
      secrets: [accessKey, secretKey],
      except: {
        'a key below another key is stored, or refused without harm to the first': HIDDEN,
        'a key above other keys is stored, or refused without harm to them': HIDDEN,
        'random keys list as a model says, whatever the options':
          'MinIO takes no segment that is a dot with white space around it; see list.service.test.ts',
      },
      async create() {
        const bucket = `contract-${randomBytes(8).toString('hex')}`
        const open = () => createMinioBackend({ endpointUrl, accessKey, secretKey, bucket })
        const backend = open()
        const opened = [backend]
        await backend.probe({ readonly: false })
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
    },
  )
})
