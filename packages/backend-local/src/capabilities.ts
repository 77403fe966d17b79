import type { BackendCapabilities } from '@nexusfs/core/spec'

/** What the local backend does. Object metadata and content types are not kept. */
export const CAPABILITIES: BackendCapabilities = {
  origin: 'declared',
  putIfAbsent: true,
  putIfMatch: true,
  deleteIfMatch: true,
  objectMetadata: false,
  verifiesDigest: false,
  deleteMany: true,
  copy: true,
  copyConditions: false,
  rename: true,
  multipart: false,
  presign: false,
  setMetadata: false,
  versions: false,
  tier: false,
  watch: false,
  admin: false,
  local: true,
  orderedListing: true,
  maxKeyBytes: 1024,
  maxObjectBytes: 2 ** 43,
}
