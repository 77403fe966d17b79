import type { BackendDescription } from '@nexusfs/core/spec'
import type { S3Session } from './session.ts'
import type { S3Settings } from './settings.ts'

/** What a backend is, for people: where its objects lie and which kind of credentials it has, and no credential. */
export function describeBackend({ settings, region }: S3Session): BackendDescription {
  const { bucket, prefix, endpoint, presetName } = settings
  const known = region ?? settings.regionName
  return {
    type: 's3',
    location: `s3://${bucket}/${prefix}`,
    details: {
      bucket,
      ...(prefix !== '' && { prefix }),
      endpoint: endpoint === undefined ? 'Amazon S3' : new URL(endpoint).host,
      ...(known !== undefined && { region: known }),
      preset: presetName,
      credentials: credentialKind(settings),
    },
  }
}

function credentialKind({ accessKeyId, credentialsPath, profile }: S3Settings): string {
  if (accessKeyId !== undefined) return 'options'
  if (credentialsPath !== undefined) return 'file'
  return profile === undefined ? 'default chain' : 'profile'
}
