/** Renaming a directory, whatever is in it. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { syncDirectory } from '../adapters/raw-files.ts'
import { type Contestant, interleave, named, timed } from '../harness/measure.ts'
import type { Goal, Scenario } from '../harness/scenario.ts'

const ROOT = '/shared/bench'
const SMALL_DIRECTORY = 'nexus, directory of 10'

/** A directory of 10,000 files against one of 10, and against the kernel's rename. */
export const rename: Scenario = {
  name: 'rename',
  async run(settings) {
    const large = settings.quick ? 2_000 : 10_000
    const count = settings.quick ? 50 : 200
    const nexus = await openNexus(settings.folder)
    await fill(nexus, `${ROOT}/large`, large)
    await fill(nexus, `${ROOT}/small`, 10)
    const measurements = await interleave(
      [
        { ...renamed(nexus, 'large', count), name: 'nexus' },
        { ...renamed(nexus, 'small', count), name: SMALL_DIRECTORY },
        rawRename(settings.folder, large, count),
      ],
      settings.repeats,
    )
    await nexus.close()
    const growth =
      named(measurements, 'nexus').milliseconds / named(measurements, SMALL_DIRECTORY).milliseconds
    return [
      {
        title: `Rename a directory of ${large.toLocaleString('en-US')} files`,
        display: 'milliseconds',
        measurements,
        goals: [independent(growth)],
      },
    ]
  },
}

function independent(measured: number): Goal {
  return {
    id: 'rename-growth',
    label: 'against a directory of 10 files: independent of the size',
    kind: 'ratio',
    measured,
    limit: 1.5,
    direction: 'atMost',
    unit: 'x',
  }
}

async function fill(nexus: Nexus, directory: string, files: number): Promise<void> {
  const items = Array.from({ length: files }, (_, index) => ({
    path: `${directory}/file-${index}`,
    content: 'x',
  }))
  await nexus.writeBatch(items)
}

function renamed(nexus: Nexus, name: string, count: number): Omit<Contestant, 'name'> {
  const names = [`${ROOT}/${name}`, `${ROOT}/${name}-renamed`] as const
  return {
    round: () =>
      timed(count, 1, (index) =>
        index % 2 === 0 ? nexus.rename(names[0], names[1]) : nexus.rename(names[1], names[0]),
      ),
  }
}

function rawRename(folder: string, files: number, count: number): Contestant {
  const names = [join(folder, 'raw'), join(folder, 'raw-renamed')] as const
  mkdirSync(names[0])
  for (let index = 0; index < files; index++) writeFileSync(join(names[0], `file-${index}`), 'x')
  return {
    name: 'raw rename, durable',
    round: () =>
      timed(count, 1, (index) => {
        if (index % 2 === 0) renameSync(names[0], names[1])
        else renameSync(names[1], names[0])
        syncDirectory(folder)
      }),
  }
}
