/** 4 KiB to a bucket and back, through a mount of layout `path` and by the provider's SDK, at one server. */
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import type { BareBucket, CloudKind, Place } from '../cloud/cloud-kind.ts'
import { cloudKinds } from '../cloud/index.ts'
import { MOUNT, openMounted } from '../cloud/mounted.ts'
import { withServer } from '../cloud/with-server.ts'
import { distinctBytes, manyBytes } from '../harness/bytes.ts'
import { type Contestant, interleave, type Measurement, timed } from '../harness/measure.ts'
import { ratioGoal, type Scenario, type Settings, type Table } from '../harness/scenario.ts'

const BARE = 'bare SDK'
const GOAL = 0.8

/** One at a time, for each provider whose server is there. */
export const cloudSmall: Scenario = {
  name: 'cloud-small',
  async run(settings) {
    const tables: Table[] = []
    for (const kind of cloudKinds) {
      const what = `cloud-small ${kind.name}`
      tables.push(...(await withServer(kind.server, what, (place) => small(kind, place, settings))))
    }
    return tables
  },
}

/** 200 new files of which 16 are on their way at once. */
export const cloudMany: Scenario = {
  name: 'cloud-200',
  async run(settings) {
    const [kind] = cloudKinds
    if (kind === undefined) return []
    return withServer(kind.server, 'cloud-200', async (place) => {
      const measurements = await compare(kind, place, settings, (bucket) =>
        newFiles(bucket, settings.quick ? 50 : 200, 16),
      )
      return [
        {
          title: `Put 200 new objects of 4 KiB by ${kind.name}, 16 at once`,
          display: 'rate',
          measurements,
          goals: [ratioGoal('cloud-200', measurements, BARE, GOAL)],
        },
      ]
    })
  },
}

async function small(kind: CloudKind, place: Place, settings: Settings): Promise<readonly Table[]> {
  const count = settings.quick ? 20 : 200
  const rows: readonly (readonly [string, string, Row])[] = [
    ['put', 'Put a new object of 4 KiB', (bucket) => newFiles(bucket, count, 1)],
    ['overwrite', 'Put 4 KiB in place of others', (bucket) => overwrites(bucket, count)],
    ['get', 'Get 4 KiB', (bucket) => reads(bucket, count)],
  ]
  const tables: Table[] = []
  for (const [id, title, row] of rows) {
    // Each row has a bucket of its own.
    const own = { ...place, bucket: `${place.bucket}-${id}` }
    const folder = join(settings.folder, kind.name, id)
    const measurements = await compare(kind, own, { ...settings, folder }, row)
    const goals = [ratioGoal(`cloud-${id}-${kind.name}`, measurements, BARE, GOAL)]
    tables.push({ title: `${title} by ${kind.name}`, display: 'rate', measurements, goals })
  }
  return tables
}

/** What both sides can do. */
type Bucket = Pick<BareBucket, 'put' | 'get'>

/** What one side is asked for in one repeat. */
type Row = (bucket: Bucket) => Contestant['round']

async function compare(
  kind: CloudKind,
  place: Place,
  settings: Settings,
  row: Row,
): Promise<Measurement[]> {
  await kind.prepare(place)
  const nexus = await openMounted(settings.folder, await kind.backend(place, 'nexus'), {
    layout: 'path',
  })
  const bare = await kind.bare(place)
  const contestants = [
    { name: 'nexus', round: row(mountedBucket(nexus)), close: () => nexus.close() },
    { name: BARE, round: row(bare), close: () => bare.close() },
  ]
  return interleave(contestants, settings.repeats)
}

function mountedBucket(nexus: Nexus): Bucket {
  const at = (key: string): string => `${MOUNT}/${key}`
  return {
    put: (key, bytes) => nexus.write(at(key), bytes),
    get: (key) => nexus.read(at(key)),
  }
}

function newFiles(bucket: Bucket, count: number, atOnce: number): Contestant['round'] {
  const next = distinctBytes()
  return (round) => {
    const contents = manyBytes(next, count)
    return timed(count, atOnce, (index) =>
      bucket.put(`bare/new-${round}-${index}`, contents[index] as Uint8Array),
    )
  }
}

function overwrites(bucket: Bucket, count: number): Contestant['round'] {
  const next = distinctBytes()
  return () => {
    const contents = manyBytes(next, count)
    return timed(count, 1, (index) => bucket.put('bare/same', contents[index] as Uint8Array))
  }
}

function reads(bucket: Bucket, count: number): Contestant['round'] {
  let isThere = false
  return async () => {
    if (!isThere) await bucket.put('bare/read', distinctBytes()())
    isThere = true
    return timed(count, 1, () => bucket.get('bare/read'))
  }
}
