/** Reading versions and what one more of them takes. */
import { join } from 'node:path'
import { DIRECTORY, openNexus } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { bytesOnDisk } from '../harness/disk.ts'
import { interleave, timed } from '../harness/measure.ts'
import { costGoal, type Goal, type Scenario, type Settings } from '../harness/scenario.ts'

const FILES = 100
const VERSIONS = 10
const PRESENT = 'nexus, present content'
const VERSION = 'nexus, a version'
/** Bytes of each content of which only the metadata counts. */
const TINY = 16

/** A past version of 4 KiB against the present one; the metadata of one more version. */
export const versions: Scenario = {
  name: 'versions',
  async run(settings) {
    const count = settings.quick ? 500 : 5000
    const next = distinctBytes()
    const nexus = await openNexus(join(settings.folder, 'read'), { cacheSizeMb: 0 })
    const path = (index: number): string => `${DIRECTORY}/file-${index % FILES}`
    for (let index = 0; index < FILES * VERSIONS; index++) await nexus.write(path(index), next())
    const measurements = await interleave(
      [
        {
          name: VERSION,
          round: () =>
            timed(count, 1, (index) =>
              nexus.versions.read(path(index), 1 + ((index * 7) % (VERSIONS - 1))),
            ),
        },
        {
          name: PRESENT,
          round: () => timed(count, 1, (index) => nexus.read(path(index))),
        },
      ],
      settings.repeats,
    )
    await nexus.close()
    return [
      {
        title: `Read a version of 4 KiB, ${VERSIONS} versions a file`,
        display: 'milliseconds',
        measurements,
        goals: [
          costGoal('versions-read', measurements, VERSION, PRESENT, 1.1),
          metadataGoal(await metadataOfVersion(settings)),
        ],
        notes: ['Neither is answered from the cache; both are verified.'],
      },
    ]
  },
}

function metadataGoal(measured: number): Goal {
  return {
    id: 'versions-metadata',
    label: 'disk for each further version, its content apart, log included',
    kind: 'ratio',
    measured,
    limit: 640,
    direction: 'atMost',
    unit: 'bytes',
  }
}

async function metadataOfVersion({ folder, quick }: Settings): Promise<number> {
  const own = join(folder, 'disk')
  const next = distinctBytes(TINY)
  const count = quick ? 2_000 : 20_000
  const write = async (versions: number): Promise<number> => {
    const nexus = await openNexus(own)
    const all = Array.from({ length: versions }, (_, index) =>
      nexus.write(`${DIRECTORY}/file-${index % FILES}`, next()),
    )
    await Promise.all(all)
    await nexus.close()
    return bytesOnDisk(own)
  }
  const before = await write(FILES)
  return ((await write(count)) - before) / count - TINY
}
