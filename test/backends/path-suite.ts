import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import type { Backend } from '@nexusfs/core/spec'
import { afterAll, beforeAll } from 'vitest'
import {
  filesystemContract,
  type MappedCreateOptions,
  mappedContract,
} from '../../packages/testkit/src/index.ts'
import type { Place, PlaceKind } from './places.ts'
import { sampledRunner } from './sampled-runner.ts'

const scale = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)

const HIDDEN = {
  'of a file and a directory of one name the file is there, and what the directory holds is hidden and counted':
    'MinIO stores a key below another key, and leaves it out of listings',
}

/** What servers do otherwise than the providers they stand for. */
const EXCEPT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  's3 at minio': HIDDEN,
  minio: HIDDEN,
  azure: {
    'keys that are no paths are left out of listings, and counted once':
      'keys are parts of URLs, in which segments that are dots are resolved, so that `k/./l` is `k/l`',
  },
  's3 at versitygw': {
    'keys that are no paths are left out of listings, and counted once':
      'versitygw keeps objects as files of its host, so that `a//b` is `a/b`',
  },
}

/** Holds a bucket in layout `path` to what mounted buckets promise, and to what every filesystem promises. */
export function pathSuite(name: string, kind: PlaceKind, share: number): void {
  let place: Place
  let parts = 0
  beforeAll(async () => {
    place = await kind.make()
  })
  afterAll(() => place.close())
  const runner = sampledRunner(`path ${name}`, share)
  const title = `${name}, layout path`
  const except = EXCEPT[name]
  const create = (mountPoint: string, options: MappedCreateOptions) =>
    openMounted(place.open(`case-${++parts}`), mountPoint, options)
  mappedContract(runner, {
    name: title,
    scale,
    except,
    async create(options) {
      const opened = await create('/mnt/bucket', options)
      // What the bucket can do is known before the first case asks.
      await opened.nexus.mounts.test('/mnt/bucket')
      return opened
    },
  })
  filesystemContract(runner, {
    name: title,
    layout: 'path',
    except,
    create: (options) => create('/docs', options),
  })
}

async function openMounted(
  bucket: Backend,
  mountPoint: string,
  { readonly = false, ...options }: MappedCreateOptions,
) {
  const store = createMemoryStore()
  const backend = createMemoryBackend()
  const mounts = [{ mountPoint, backend: bucket, layout: 'path' as const, readonly }]
  const given = { ...options, store, backend, mounts, ownsAdapters: false }
  const handles: Nexus[] = []
  const open = async (): Promise<Nexus> => {
    await handles.at(-1)?.close()
    const nexus = await createNexus(given)
    handles.push(nexus)
    return nexus
  }
  return {
    nexus: await open(),
    mountPoint,
    outside: bucket,
    reopen: open,
    async close() {
      for (const handle of handles) await handle.close()
      for (const adapter of [store, backend, bucket]) await adapter.close()
    },
  }
}
