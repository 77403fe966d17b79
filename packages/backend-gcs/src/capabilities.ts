import type { BackendCapabilities } from '@nexusfs/core/spec'

/** Bytes of the longest name that Cloud Storage takes, prefix included. */
const KEY_BYTES = 1024

/** What Cloud Storage does according to its documentation. Whether the bucket keeps versions only a probe tells. */
export const CAPABILITIES: BackendCapabilities = {
  origin: 'declared',
  putIfAbsent: true,
  putIfMatch: true,
  deleteIfMatch: true,
  objectMetadata: true,
  verifiesDigest: false,
  deleteMany: false,
  copy: true,
  copyConditions: true,
  rename: false,
  multipart: true,
  presign: false,
  setMetadata: true,
  versions: false,
  tier: true,
  watch: false,
  admin: true,
  local: false,
  orderedListing: true,
  maxKeyBytes: KEY_BYTES,
  maxObjectBytes: 5 * 2 ** 40,
}

/** Those of a bucket with this prefix. */
export function capabilitiesOf(prefix: string, presign: boolean): BackendCapabilities {
  return { ...CAPABILITIES, presign, maxKeyBytes: KEY_BYTES - Buffer.byteLength(prefix) }
}
