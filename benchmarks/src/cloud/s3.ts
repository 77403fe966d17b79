/** The adapter for S3 beside the SDK of AWS, both at MinIO. */
import { openBareS3, s3ClientOf } from './bare-s3.ts'
import type { CloudKind, Place } from './cloud-kind.ts'
import { openS3 } from './s3-adapter.ts'

/** S3. */
export const s3: CloudKind = {
  name: 's3',
  server: 'minio',
  prepare: (place) => makeBucket(place, false),
  backend: openS3,
  bare: async (place) => openBareS3(place),
}

/** Makes a bucket, of which the second kind keeps versions. */
export async function makeBucket(place: Place, versions: boolean): Promise<void> {
  const client = s3ClientOf(place)
  try {
    await client.createBucket({ Bucket: place.bucket })
    if (!versions) return
    const configuration = { Status: 'Enabled' as const }
    await client.putBucketVersioning({
      Bucket: place.bucket,
      VersioningConfiguration: configuration,
    })
  } finally {
    client.destroy()
  }
}
