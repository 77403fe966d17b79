/** 100,000 keys of a bucket, listed through a mount and by the SDK. */
import { openBareS3 } from '../cloud/bare-s3.ts'
import { fillBucket } from '../cloud/fill-bucket.ts'
import { MOUNT, openMounted } from '../cloud/mounted.ts'
import { makeBucket } from '../cloud/s3.ts'
import { openS3 } from '../cloud/s3-adapter.ts'
import { withServer } from '../cloud/with-server.ts'
import { interleave, timed } from '../harness/measure.ts'
import { ratioGoal, type Scenario } from '../harness/scenario.ts'

const PREFIX = 'many'
const BARE = 'bare SDK'

/** In directories of 1,000, with size, time and etag of each; nothing of them is known to the store. */
export const cloudList: Scenario = {
  name: 'cloud-list',
  async run(settings) {
    const count = settings.quick ? 3_000 : 100_000
    return withServer('minio', 'cloud-list', async (place) => {
      await makeBucket(place, false)
      await fillBucket(place, PREFIX, count)
      const nexus = await openMounted(settings.folder, await openS3(place, PREFIX), {
        layout: 'path',
      })
      const bare = openBareS3(place)
      const whole = async (listed: Promise<number>): Promise<void> => {
        const found = await listed
        if (found !== count) throw new Error(`${found} of ${count} keys were listed`)
      }
      const contestants = [
        {
          name: 'nexus',
          round: () => timed(1, 1, () => whole(countFiles(nexus.list(MOUNT)))),
          close: () => nexus.close(),
        },
        {
          name: BARE,
          round: () => timed(1, 1, () => whole(bare.list(`${PREFIX}/`))),
          close: () => bare.close(),
        },
      ]
      const measurements = await interleave(contestants, Math.min(settings.repeats, 5))
      return [
        {
          title: `List ${count.toLocaleString('en-US')} keys by s3`,
          display: 'milliseconds',
          measurements,
          goals: [ratioGoal('cloud-list', measurements, BARE, 0.9)],
        },
      ]
    })
  },
}

async function countFiles(entries: AsyncIterable<{ readonly type: string }>): Promise<number> {
  let files = 0
  for await (const { type } of entries) if (type === 'file') files += 1
  return files
}
