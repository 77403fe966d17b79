import type { BackendCapabilities } from '@nexusfs/core/spec'
import { MAXIMUM_OBJECT } from './part-size.ts'

/** What MinIO's documentation promises. Whether the bucket keeps versions is only known once it was asked. */
export const DECLARED: BackendCapabilities = {
  origin: 'declared',
  putIfAbsent: true,
  putIfMatch: true,
  // The server takes the header and deletes whatever is there.
  deleteIfMatch: false,
  objectMetadata: true,
  verifiesDigest: true,
  deleteMany: true,
  copy: true,
  copyConditions: true,
  rename: false,
  multipart: true,
  presign: true,
  setMetadata: true,
  versions: false,
  tier: true,
  watch: false,
  admin: true,
  local: false,
  orderedListing: true,
  maxKeyBytes: 1024,
  maxObjectBytes: MAXIMUM_OBJECT,
}
