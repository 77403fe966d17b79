/** Our adapter for S3 at a server of the tests, without the SDK that it is compared with. */
import type { Backend } from '@nexusfs/core/spec'
import type { Place } from './cloud-kind.ts'

/** Opens it below a prefix. */
export async function openS3({ server, bucket }: Place, prefix: string): Promise<Backend> {
  const { createS3Backend } = await import('@nexusfs/backend-s3')
  const { url: endpoint, region: regionName, accessKey, secretKey } = server
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey }
  return createS3Backend({
    ...{ bucket, prefix, endpoint, regionName, preset: 'minio' },
    ...credentials,
  })
}
