import { join } from 'node:path'
import { type S3BackendOptions, s3 } from '@nexusfs/backend-s3'
import { connect } from 'nexusfs'

/** Objects in a bucket, the tree in the data folder. Whoever makes a backend in code closes it. */
export async function inBucket(folder: string, bucket: S3BackendOptions): Promise<void> {
  const backend = s3(bucket)
  const nx = await connect({ dataDir: join(folder, 'data'), backend })
  await nx.write('/workspace/report.md', '# Report\n')
  console.log(await nx.readText('/workspace/report.md'))
  console.log(`${backend.type} at ${backend.describe().location}`)
  await nx.close()
  await backend.close()
}
