import { NexusError } from '@nexusfs/core/kit'
import type { MinioBackendOptions } from './options.ts'

/** Where credentials came from. */
export type CredentialKind = 'options' | 'MINIO_ACCESS_KEY' | 'MINIO_ROOT_USER'

/** An access key with its secret. */
export interface Credentials {
  readonly accessKey: string
  readonly secretKey: string
  readonly kind: CredentialKind
}

type Environment = Readonly<Record<string, string | undefined>>

const PAIRS = [
  ['MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'],
  ['MINIO_ROOT_USER', 'MINIO_ROOT_PASSWORD'],
] as const

/**
 * The credentials of the options, else those that the environment names as MinIO's own tools do. Both halves come from
 * the same place. Those of AWS are not looked at: they are not for this server.
 */
export function findCredentials(
  { accessKey, secretKey }: Pick<MinioBackendOptions, 'accessKey' | 'secretKey'>,
  environment: Environment = process.env,
): Credentials | undefined {
  if (accessKey !== undefined || secretKey !== undefined)
    return pair(accessKey, secretKey, 'options')
  for (const [user, secret] of PAIRS) {
    const found = pair(environment[user], environment[secret], user)
    if (found !== undefined) return found
  }
  return undefined
}

/** The `NO_CREDENTIALS` of a backend that has none, or half of them. */
export function noCredentials(half: boolean): NexusError {
  const found = half
    ? 'access_key and secret_key go together, and one is missing'
    : 'there are none'
  return new NexusError('NO_CREDENTIALS', `The minio backend has no credentials: ${found}.`, {
    hint: 'Give access_key and secret_key, or set MINIO_ACCESS_KEY and MINIO_SECRET_KEY; `mc admin accesskey create ALIAS` makes them.',
  })
}

function pair(
  accessKey: string | undefined,
  secretKey: string | undefined,
  kind: CredentialKind,
): Credentials | undefined {
  if (!accessKey || !secretKey) return undefined
  return { accessKey, secretKey, kind }
}
