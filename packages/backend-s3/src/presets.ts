import aws from './presets/aws.json' with { type: 'json' }
import ceph from './presets/ceph.json' with { type: 'json' }
import garage from './presets/garage.json' with { type: 'json' }
import gcsHmac from './presets/gcs-hmac.json' with { type: 'json' }
import minio from './presets/minio.json' with { type: 'json' }
import other from './presets/other.json' with { type: 'json' }
import r2 from './presets/r2.json' with { type: 'json' }
import seaweedfs from './presets/seaweedfs.json' with { type: 'json' }

/** How one kind of server differs from the others, as far as its documentation says; a probe corrects it. */
export interface S3Preset {
  readonly title: string
  /** How names of its hosts end; none where they cannot be told from others. */
  readonly hosts: readonly string[]
  /** Where none is given; `null`: the bucket's own region is asked for. */
  readonly region: string | null
  /** The bucket stands in the path and not in the host name. */
  readonly forcePathStyle: boolean
  /** Whether the SDK adds and checks checksums of its own where none is required. */
  readonly checksums: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED'
  /** It knows `x-amz-checksum-sha256`. Without, the hash of the signature is what it checks. */
  readonly checksumHeaders: boolean
  /** It refuses bytes that do not have the announced SHA-256. */
  readonly verifiesDigest: boolean
  /** It wants `Content-MD5` where many keys are deleted. */
  readonly contentMd5: boolean
  /** All parts of an upload but the last must have the same size. */
  readonly equalParts: boolean
  /** Keys that one call deletes; 0 where there is no such call. */
  readonly deleteManyLimit: number
  readonly putIfAbsent: boolean
  readonly putIfMatch: boolean
  readonly deleteIfMatch: boolean
  readonly copyConditions: boolean
  /** It has storage classes. */
  readonly tier: boolean
  /** Encryption that writes ask for where the options say nothing. */
  readonly sse: 'AES256' | 'aws:kms' | 'none'
}

/** The kinds of server that are known, by the name that the option `preset` takes. */
export const PRESETS = {
  aws,
  minio,
  seaweedfs,
  garage,
  ceph,
  r2,
  'gcs-hmac': gcsHmac,
  other,
} as unknown as Readonly<Record<PresetName, S3Preset>>

/** Names of {@link PRESETS}. */
export const PRESET_NAMES = [
  'aws',
  'minio',
  'seaweedfs',
  'garage',
  'ceph',
  'r2',
  'gcs-hmac',
  'other',
] as const satisfies readonly PresetName[]

/** A kind of server. */
export type PresetName =
  | 'aws'
  | 'minio'
  | 'seaweedfs'
  | 'garage'
  | 'ceph'
  | 'r2'
  | 'gcs-hmac'
  | 'other'

/** The kind of server at an endpoint: AWS without one, `other` where the host's name does not tell. */
export function presetAt(endpoint: string | undefined): PresetName {
  if (endpoint === undefined) return 'aws'
  const { hostname } = new URL(endpoint)
  const isAt = (name: PresetName) => PRESETS[name].hosts.some((end) => hostname.endsWith(end))
  return PRESET_NAMES.find(isAt) ?? 'other'
}
