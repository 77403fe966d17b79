import { backendContract } from '@nexusfs/testkit'
import { describe, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { createGcsBackend, type GcsBackendOptions } from '../src/index.ts'
import { bucketOptions } from './bucket.ts'

const { server, missing } = serverOf('gcs')

/** What fake-gcs-server does otherwise than Cloud Storage; it is looked at in the requests by other tests. */
const except = {
  'an object moves to another tier and keeps its bytes': 'the server ignores the class of a copy',
  'an object keeps metadata and content type in another tier':
    'the server ignores the class of a copy',
  'metadata can be changed without the bytes': 'the server keeps names that a change drops',
  'lifecycle rules that are set are given back, and none is an empty list':
    'the server keeps no lifecycle rules',
  'a probe leaves no upload behind': 'Cloud Storage does not list sessions of uploads',
  'no upload is left after a large put, nor after one whose source fails':
    'Cloud Storage does not list sessions of uploads',
  'no upload is left after a put in parts that loses its condition, or is stopped':
    'Cloud Storage does not list sessions of uploads',
  'an upload under way is listed, and can be aborted twice':
    'Cloud Storage does not list sessions of uploads',
}

/** What is different where versions are kept, and below a prefix. */
const OTHERWISE = new Set(['versions', 'listings', 'probes', 'copies', 'moves'])

describe.skipIf(server === undefined)(`Cloud Storage${missing ? `: ${missing}` : ''}`, () => {
  contractOf('a bucket', {}, { describe, test }, false)
  contractOf('a bucket with versions, below a prefix', { prefix: 'some/where' }, some(), true)
})

type Runner = Parameters<typeof backendContract>[0]

/** Runs those groups of cases alone. */
function some(): Runner {
  return {
    test,
    describe: (name, body) => {
      if (name.startsWith('backend contract') || OTHERWISE.has(name)) describe(name, body)
    },
  }
}

function contractOf(
  name: string,
  own: Partial<GcsBackendOptions>,
  runner: Runner,
  versions: boolean,
): void {
  backendContract(runner, {
    name: `gcs, ${name}`,
    tiers: ['STANDARD', 'NEARLINE'],
    ownBucket: !versions,
    except,
    async create() {
      if (server === undefined) throw new Error(missing)
      const options = { ...bucketOptions(server), ...own }
      const backend = createGcsBackend(options)
      await backend.admin?.ensureBucket()
      if (versions) await backend.admin?.setVersioning(true)
      await backend.probe?.({ readonly: false })
      const others: { close(): Promise<void> }[] = []
      return {
        backend,
        async second() {
          const other = createGcsBackend(options)
          await other.probe?.({ readonly: false })
          others.push(other)
          return other
        },
        async close() {
          for (const opened of [backend, ...others]) await opened.close()
        },
      }
    },
  })
}
