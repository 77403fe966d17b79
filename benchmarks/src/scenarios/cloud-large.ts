/** 256 MiB to a bucket and back, each time in a process of its own, with the memory that it took. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBareS3 } from '../cloud/bare-s3.ts'
import type { Place } from '../cloud/cloud-kind.ts'
import type { MountedAs } from '../cloud/mounted.ts'
import { makeBucket } from '../cloud/s3.ts'
import { spawnTransfer } from '../cloud/spawn-transfer.ts'
import type { Given, Transfer } from '../cloud/transfer.ts'
import { withServer } from '../cloud/with-server.ts'
import { type Contestant, interleave, type Measurement, median } from '../harness/measure.ts'
import {
  type Goal,
  ratioGoal,
  type Scenario,
  type Settings,
  type Table,
} from '../harness/scenario.ts'

const MEBIBYTE = 2 ** 20
/** Each repeat sends a few GiB in all. */
const MOST_REPEATS = 3

/** The bucket keeps versions, which layout `path` then has for its history; both sides use the same one. */
export const cloudLarge: Scenario = {
  name: 'cloud-large',
  async run(settings) {
    return withServer('minio', 'cloud-large', async (place) => {
      await makeBucket(place, true)
      const tables: Table[] = []
      for (const plan of plans) tables.push(await compare(plan, place, settings))
      return tables
    })
  },
}

/** Somebody who sends or fetches a body. */
interface Side {
  readonly name: string
  readonly given: Given
  readonly mount?: MountedAs
}

interface Plan {
  readonly id: string
  readonly title: (size: string) => string
  readonly direction: Transfer['direction']
  readonly sides: readonly Side[]
  /** Against whom, and how much of its rate. */
  readonly goals: readonly { readonly own: string; readonly bare: string; readonly limit: number }[]
  /** Whose memory may be at most 64 MiB above whose. */
  readonly memory: readonly (readonly [own: string, bare: string])[]
}

const path = { layout: 'path' } as const
const cas = { layout: 'cas' } as const

const plans: readonly Plan[] = [
  {
    id: 'cloud-put-large',
    title: (size) => `Put ${size} by s3, layout path, from a stream`,
    direction: 'put',
    sides: [
      { name: 'nexus', given: 'stream', mount: path },
      { name: 'bare SDK', given: 'stream' },
      { name: 'nexus, history cas', given: 'stream', mount: { ...path, history: 'cas' } },
    ],
    goals: [{ own: 'nexus', bare: 'bare SDK', limit: 0.9 }],
    memory: [['nexus', 'bare SDK']],
  },
  {
    id: 'cloud-get-large',
    title: (size) => `Get ${size} by s3 as a stream`,
    direction: 'get',
    sides: [
      { name: 'nexus', given: 'stream', mount: path },
      { name: 'bare SDK', given: 'stream' },
      { name: 'nexus, layout cas', given: 'file', mount: cas },
    ],
    goals: [{ own: 'nexus', bare: 'bare SDK', limit: 0.9 }],
    memory: [['nexus', 'bare SDK']],
  },
  {
    id: 'cloud-put-cas',
    title: (size) => `Put ${size} by s3, layout cas`,
    direction: 'put',
    sides: (['file', 'bytes', 'stream'] as const).flatMap((given) => [
      { name: `nexus, ${given}`, given, mount: cas },
      { name: `bare SDK, ${given}`, given },
    ]),
    goals: [
      { own: 'nexus, file', bare: 'bare SDK, file', limit: 0.7 },
      { own: 'nexus, bytes', bare: 'bare SDK, bytes', limit: 0.7 },
      { own: 'nexus, stream', bare: 'bare SDK, stream', limit: 0.5 },
    ],
    memory: [['nexus, file', 'bare SDK, file']],
  },
]

type Peaks = ReadonlyMap<string, readonly number[]>

async function compare(plan: Plan, place: Place, settings: Settings): Promise<Table> {
  const mebibytes = settings.quick ? 32 : 256
  const peaks = new Map<string, number[]>()
  const contestants = plan.sides.map((side, index) => {
    const prefix = `${plan.id}-${index}`
    const folder = join(settings.folder, prefix)
    const seen: number[] = []
    peaks.set(side.name, seen)
    const { mount, given } = side
    return contestant(
      side.name,
      { mount, given, place, folder, prefix, mebibytes, direction: plan.direction },
      seen,
    )
  })
  const measurements = await interleave(contestants, Math.min(settings.repeats, MOST_REPEATS))
  return {
    title: plan.title(`${mebibytes} MiB`),
    display: 'megabytes',
    measurements,
    goals: [...ratioGoals(plan, measurements), ...memoryGoals(plan, peaks)],
    notes: [noteOf(peaks)],
  }
}

function contestant(name: string, transfer: Transfer, peaks: number[]): Contestant {
  const { direction, place, prefix, folder } = transfer
  mkdirSync(folder, { recursive: true })
  const bare = openBareS3(place)
  return {
    name,
    async round(round) {
      if (direction === 'get' && round < 0) await spawnTransfer({ ...transfer, direction: 'put' })
      const { size, milliseconds, peak } = await spawnTransfer(transfer)
      peaks.push(peak)
      // What was sent is no load of the next.
      if (direction === 'put') await bare.clear(`${prefix}/`)
      return { operations: size / 1e6, milliseconds }
    },
    async close() {
      await bare.clear(`${prefix}/`)
      await bare.close()
    },
  }
}

function ratioGoals({ id, goals }: Plan, measurements: readonly Measurement[]): Goal[] {
  return goals.map(({ own, bare, limit }) => {
    return ratioGoal(
      goals.length === 1 ? id : `${id}-${own.split(' ').at(-1)}`,
      measurements,
      bare,
      limit,
      undefined,
      own,
    )
  })
}

function memoryGoals({ id, memory }: Plan, peaks: Peaks): Goal[] {
  return memory.map(([own, bare]) => {
    const [mine, theirs] = [own, bare].map((name) => median(peaks.get(name) ?? []) / MEBIBYTE)
    return {
      id: `${id}-memory`,
      label: `peak memory of ${own} above that of ${bare} (${theirs?.toFixed(0)} MiB)`,
      kind: 'ratio',
      measured: (mine as number) - (theirs as number),
      limit: 64,
      direction: 'atMost',
      unit: 'MiB',
    }
  })
}

function noteOf(peaks: Peaks): string {
  const parts = [...peaks].map(
    ([name, seen]) => `${name} ${(median(seen) / MEBIBYTE).toFixed(0)} MiB`,
  )
  return `Peak memory of the process: ${parts.join(', ')}.`
}
