import { NexusError } from '@nexusfs/core/kit'
import type { BackendAdmin, CallOptions, LifecycleRule } from '@nexusfs/core/spec'
import type { GcsContext } from './context.ts'
import { thrownError } from './gcs-errors.ts'
import { fromGcsRules, type GcsRule, toGcsRules } from './lifecycle.ts'

interface BucketResource {
  readonly versioning?: { readonly enabled?: boolean }
  readonly lifecycle?: { readonly rule?: readonly GcsRule[] }
}

/** What whoever owns the bucket can do to it. Sessions of uploads cannot be listed; they end by themselves after a week. */
export function adminOf(context: GcsContext): BackendAdmin {
  return {
    ensureBucket: (options) => ensureBucket(context, options),
    versioning: (options) => versioningOf(context, options),
    async setVersioning(enabled, options) {
      await patchBucket(context, { versioning: { enabled } }, 'set versioning of', options)
    },
    async lifecycleRules(options) {
      const { lifecycle } = await bucketOf(context, 'lifecycle', options)
      return fromGcsRules(lifecycle?.rule ?? [], context.settings.prefix)
    },
    async setLifecycleRules(rules: readonly LifecycleRule[], options) {
      const rule = toGcsRules(rules, context.settings.prefix)
      await patchBucket(context, { lifecycle: { rule } }, 'set lifecycle rules of', options)
    },
    listUploads: () => Promise.reject(noUploads()),
    abortUpload: () => Promise.reject(noUploads()),
  }
}

/** Whether the bucket keeps versions. Cloud Storage does not tell suspended from never begun. */
export async function versioningOf(
  context: GcsContext,
  options: CallOptions | undefined,
): Promise<'on' | 'off'> {
  const { versioning } = await bucketOf(context, 'versioning', options)
  return versioning?.enabled === true ? 'on' : 'off'
}

function bucketOf(
  { wire, places }: GcsContext,
  fields: keyof BucketResource,
  options: CallOptions | undefined,
): Promise<BucketResource> {
  return wire.json<BucketResource>({
    method: 'GET',
    path: places.bucket,
    query: { fields },
    subject: { what: `look at ${fields} of` },
    signal: options?.signal,
  })
}

async function patchBucket(
  { wire, places }: GcsContext,
  json: object,
  what: string,
  options: CallOptions | undefined,
): Promise<void> {
  await wire.json({
    method: 'PATCH',
    path: places.bucket,
    query: { fields: 'name' },
    json,
    subject: { what },
    signal: options?.signal,
  })
}

/** Looks first, since whoever may use a bucket may seldom make one. */
async function ensureBucket(
  context: GcsContext,
  options: CallOptions | undefined,
): Promise<boolean> {
  const signal = options?.signal
  if (await isThere(context, signal)) return false
  const { bucket, storageClass, kmsKeyName } = context.settings
  try {
    await context.wire.json({
      method: 'POST',
      path: '/storage/v1/b',
      query: { project: await projectOf(context), fields: 'name' },
      json: {
        name: bucket,
        iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
        ...(storageClass !== undefined && { storageClass }),
        ...(kmsKeyName !== undefined && { encryption: { defaultKmsKeyName: kmsKeyName } }),
      },
      subject: { what: 'make' },
      signal,
    })
    return true
  } catch (error) {
    // Another one made it in between, or it is a stranger's: then this look is denied.
    if ((error as NexusError).code === 'BUSY' && (await isThere(context, signal))) return false
    throw error
  }
}

async function isThere(
  { wire, places }: GcsContext,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await wire.json({
      method: 'GET',
      path: places.objects,
      query: { maxResults: '1', fields: 'kind' },
      subject: { what: 'look at' },
      signal,
    })
    return true
  } catch (error) {
    if ((error as NexusError).code === 'BUCKET_NOT_FOUND') return false
    throw error
  }
}

async function projectOf({ settings, wire }: GcsContext): Promise<string> {
  if (settings.projectId !== undefined) return settings.projectId
  const { storage } = await wire.client()
  try {
    return await storage.getProjectId()
  } catch (error) {
    throw new NexusError('INVALID_ARGUMENT', 'No project is known in which to make the bucket.', {
      hint: 'Give project_id.',
      cause: thrownError(error, { what: 'find the project of' }, settings, undefined),
    })
  }
}

function noUploads(): NexusError {
  return new NexusError('NOT_SUPPORTED', 'Cloud Storage does not list sessions of uploads.', {
    hint: 'Nothing is to be done: a session that is not ended ends by itself after a week.',
  })
}
