/** Looking at a directory as it was. */
import { DIRECTORY, openNexus } from '../adapters/nexus.ts'
import { type Contestant, interleave, timed } from '../harness/measure.ts'
import { costGoal, type Scenario } from '../harness/scenario.ts'

const VERSIONS = 10
const NOW = 'nexus, now'

/** A listing of 1,000 files at a past time against one of now. */
export const past: Scenario = {
  name: 'past',
  async run(settings) {
    const files = settings.quick ? 200 : 1000
    const nexus = await openNexus(settings.folder)
    const moments: string[] = []
    for (let version = 1; version <= VERSIONS; version++) {
      const items = Array.from({ length: files }, (_, index) => ({
        path: `${DIRECTORY}/file-${String(index).padStart(4, '0')}`,
        content: `${index} ${version}`,
      }))
      moments.push((await nexus.writeBatch(items)).at(-1)?.operationId as string)
    }
    const listed = (name: string, version?: number): Contestant => ({
      name,
      round: () =>
        timed(20, 1, () =>
          nexus
            .list(DIRECTORY, {
              recursive: false,
              at: version === undefined ? undefined : moments[version - 1],
            })
            .toArray(),
        ),
    })
    const contestants = [listed('nexus, before 5 of them', 5), listed('nexus, at the first', 1)]
    const measurements = await interleave([...contestants, listed(NOW)], settings.repeats)
    await nexus.close()
    return [
      {
        title: `List ${files.toLocaleString('en-US')} files at a past time, ${VERSIONS} versions each`,
        display: 'milliseconds',
        measurements,
        goals: contestants.map(({ name }, index) =>
          costGoal(`past-${index}`, measurements, name, NOW, 3),
        ),
      },
    ]
  },
}
