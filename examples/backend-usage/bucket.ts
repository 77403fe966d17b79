import { type S3BackendOptions, s3 } from '@nexusfs/backend-s3'

/** The bucket that `BUCKET` names, at Amazon S3 or at `AWS_ENDPOINT_URL_S3`. Credentials are found as the AWS tools find them. */
export function bucketOfEnvironment(): S3BackendOptions {
  const { BUCKET: bucket, AWS_ENDPOINT_URL_S3: endpoint } = process.env
  if (bucket !== undefined) return { bucket, endpoint }
  console.error('Set BUCKET to a bucket that may be written to; README.md says what else counts.')
  process.exit(2)
}

/** Removes what the example left below its prefix. */
export async function emptied(bucket: S3BackendOptions): Promise<void> {
  const backend = s3(bucket)
  const { objects } = await backend.list({ limit: 1000 })
  for (const { key } of objects) await backend.delete(key)
  await backend.close()
}
