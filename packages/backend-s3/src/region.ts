import type { JsonCredentials } from './credentials-file.ts'
import type { S3Client } from './sdk-types.ts'
import type { S3Settings } from './settings.ts'

/** Where any bucket of the partition can be asked for its region. */
const ASKED_REGION = 'us-east-1'

/**
 * The region of a backend: the option, the file of credentials, `AWS_REGION`, `AWS_DEFAULT_REGION` (which the SDK does
 * not know), the profile, what is usual for the kind of server, else the bucket's own, which one request asks for.
 * One that is given stays, also when it is wrong.
 * @param makeClient - Makes a client; without a region it takes that of the profile.
 */
export async function regionOf(
  settings: S3Settings,
  file: JsonCredentials | 'shared' | undefined,
  makeClient: (region: string | undefined) => Promise<S3Client>,
): Promise<string> {
  const given = settings.regionName ?? (file === 'shared' ? undefined : file?.regionName)
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const named = given || AWS_REGION || AWS_DEFAULT_REGION
  if (named) return named
  const profile = await regionOfProfile(makeClient)
  if (profile !== undefined) return profile
  if (settings.kind.region !== null) return settings.kind.region
  return bucketRegion(await makeClient(ASKED_REGION), settings.bucket)
}

async function regionOfProfile(
  makeClient: (region: undefined) => Promise<S3Client>,
): Promise<string | undefined> {
  try {
    return await (await makeClient(undefined)).config.region()
  } catch {
    // It says in many ways that there is none.
    return undefined
  }
}

/** A bucket says its region also to those who may not use it. @throws what the SDK throws where it cannot be asked. */
async function bucketRegion(client: S3Client, bucket: string): Promise<string> {
  try {
    const { BucketRegion } = await client.headBucket({ Bucket: bucket })
    return BucketRegion ?? ASKED_REGION
  } catch (error) {
    const region = regionInAnswer(error)
    if (region !== undefined) return region
    // The call itself will say that it is missing, or make it.
    if ((error as { readonly name?: unknown }).name === 'NotFound') return ASKED_REGION
    throw error
  } finally {
    client.destroy()
  }
}

/** The region that an answer names as the bucket's. */
export function regionInAnswer(error: unknown): string | undefined {
  const { $response, Region, message } = (error ?? {}) as {
    $response?: { headers?: Readonly<Record<string, string>> }
    Region?: unknown
    message?: unknown
  }
  const header = $response?.headers?.['x-amz-bucket-region']
  if (header !== undefined) return header
  if (typeof Region === 'string' && Region !== '') return Region
  // MinIO and versitygw name it in the message only.
  return /expecting '([a-z0-9-]+)'/.exec(String(message))?.[1]
}
