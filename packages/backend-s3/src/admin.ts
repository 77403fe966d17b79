import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3'
import type { BackendAdmin, CallOptions, LifecycleRule, PendingUpload } from '@nexusfs/core/spec'
import { fromS3Rules, toS3Rules } from './lifecycle.ts'
import { decoded } from './list.ts'
import { isNoUpload } from './multipart.ts'
import { codeOf, statusOf } from './s3-errors.ts'
import type { CallTools, S3Session } from './session.ts'

/** The region that S3 makes buckets in unless another is named; naming this one is an error. */
const USUAL_REGION = 'us-east-1'

/** What whoever owns a bucket can do to it. */
export function adminOf(session: S3Session): BackendAdmin {
  const { bucket } = session
  const run = <Result>(
    what: string,
    options: CallOptions | undefined,
    call: (tools: CallTools) => Promise<Result>,
  ): Promise<Result> => session.run({ what, key: '', signal: options?.signal }, call)
  return {
    ensureBucket: (options) => run('make', options, (tools) => ensureBucket(bucket, tools)),
    versioning: (options) =>
      run('read the versioning of', options, (tools) => versioningOf(bucket, tools)),
    setVersioning: (on, options) =>
      run('set the versioning of', options, async ({ client, http }) => {
        const VersioningConfiguration = { Status: on ? 'Enabled' : 'Suspended' } as const
        await client.putBucketVersioning({ Bucket: bucket, VersioningConfiguration }, http)
      }),
    lifecycleRules: (options) =>
      run('read the lifecycle rules of', options, (tools) => rulesOf(session, tools)),
    setLifecycleRules: (rules, options) =>
      run('set the lifecycle rules of', options, (tools) => setRules(session, tools, rules)),
    listUploads: (options) =>
      run('list the uploads of', options, (tools) => uploadsOf(session, tools)),
    abortUpload: ({ key, uploadId }, options) =>
      run('abort an upload of', options, async ({ client, http }) => {
        try {
          await client.abortMultipartUpload({ ...session.at(key), UploadId: uploadId }, http)
        } catch (error) {
          if (!isNoUpload(error)) throw error
        }
      }),
  }
}

/** Whether a bucket keeps versions: one request. */
export async function versioningOf(
  bucket: string,
  { client, http }: CallTools,
): Promise<'on' | 'suspended' | 'off'> {
  const { Status: status } = await client.getBucketVersioning({ Bucket: bucket }, http)
  if (status === undefined) return 'off'
  return status === 'Enabled' ? 'on' : 'suspended'
}

async function ensureBucket(
  bucket: string,
  { client, connection, http }: CallTools,
): Promise<boolean> {
  try {
    await client.headBucket({ Bucket: bucket }, http)
    return false
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
  const { region } = connection
  try {
    await client.createBucket(
      {
        Bucket: bucket,
        ...(region !== USUAL_REGION && {
          CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' },
        }),
      },
      http,
    )
    return true
  } catch (error) {
    // Somebody else of the account was first.
    if (codeOf(error) === 'BucketAlreadyOwnedByYou') return false
    throw error
  }
}

async function rulesOf(
  { bucket, settings }: S3Session,
  { client, http }: CallTools,
): Promise<readonly LifecycleRule[]> {
  try {
    const { Rules: rules = [] } = await client.getBucketLifecycleConfiguration(
      { Bucket: bucket },
      http,
    )
    return fromS3Rules(rules, settings.prefix, Date.now())
  } catch (error) {
    if (codeOf(error) === 'NoSuchLifecycleConfiguration') return []
    throw error
  }
}

async function setRules(
  { bucket, settings }: S3Session,
  { client, http }: CallTools,
  rules: readonly LifecycleRule[],
): Promise<void> {
  if (rules.length === 0) {
    // A list without rules is not accepted.
    await client.deleteBucketLifecycle({ Bucket: bucket }, http)
    return
  }
  const LifecycleConfiguration = { Rules: toS3Rules(rules, settings.prefix) }
  await client.putBucketLifecycleConfiguration({ Bucket: bucket, LifecycleConfiguration }, http)
}

async function uploadsOf(
  session: S3Session,
  { client, http }: CallTools,
): Promise<readonly PendingUpload[]> {
  const found: PendingUpload[] = []
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}
  while (marker !== undefined) {
    const page: ListMultipartUploadsCommandOutput = await client.listMultipartUploads(
      { Bucket: session.bucket, Prefix: session.settings.prefix, EncodingType: 'url', ...marker },
      http,
    )
    for (const { Key, UploadId: uploadId = '', Initiated } of page.Uploads ?? []) {
      const key = session.strip(decoded(Key, page.EncodingType))
      found.push({ key, uploadId, startedAt: Initiated?.getTime() ?? 0 })
    }
    marker = page.IsTruncated === true ? nextOf(page) : undefined
  }
  return found.sort((a, b) => a.startedAt - b.startedAt)
}

function nextOf(page: {
  readonly NextKeyMarker?: string | undefined
  readonly NextUploadIdMarker?: string | undefined
  readonly EncodingType?: string | undefined
}): { KeyMarker?: string; UploadIdMarker?: string } | undefined {
  const { NextKeyMarker: key, NextUploadIdMarker: id, EncodingType: encoding } = page
  // Without a place to go on from the same page would come for ever.
  if (key === undefined || key === '') return undefined
  return { KeyMarker: decoded(key, encoding), ...(id !== undefined && { UploadIdMarker: id }) }
}
