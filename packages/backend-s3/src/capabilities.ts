import type { BackendCapabilities } from '@nexusfs/core/spec'
import { PRESETS, type S3Preset } from './presets.ts'

/** Bytes of the longest key that S3 takes, prefix included. */
const KEY_BYTES = 1024
/** Bytes of the largest object that 10,000 parts are planned for. */
const OBJECT_BYTES = 5 * 2 ** 40

/** What a kind of server does according to its documentation. Whether a bucket keeps versions only a probe tells. */
export function capabilitiesOf(kind: S3Preset, prefix: string): BackendCapabilities {
  return {
    origin: 'declared',
    putIfAbsent: kind.putIfAbsent,
    putIfMatch: kind.putIfMatch,
    deleteIfMatch: kind.deleteIfMatch,
    objectMetadata: true,
    verifiesDigest: kind.verifiesDigest,
    deleteMany: kind.deleteManyLimit > 0,
    copy: true,
    copyConditions: kind.copyConditions,
    rename: false,
    multipart: true,
    presign: true,
    setMetadata: true,
    versions: false,
    tier: kind.tier,
    watch: false,
    admin: true,
    local: false,
    orderedListing: true,
    maxKeyBytes: KEY_BYTES - Buffer.byteLength(prefix),
    maxObjectBytes: OBJECT_BYTES,
  }
}

/** What Amazon S3 does. */
export const CAPABILITIES: BackendCapabilities = capabilitiesOf(PRESETS.aws, '')
