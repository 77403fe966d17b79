import type { BackendCapabilities } from '@nexusfs/core/spec'

/** What the backend does: the contract suite tests what is true, and that what is false is refused. */
export function capabilities(limit: number): BackendCapabilities {
  return {
    origin: 'declared',
    putIfAbsent: true,
    putIfMatch: true,
    deleteIfMatch: true,
    objectMetadata: false,
    verifiesDigest: false,
    // One rewriting of the archive instead of many.
    deleteMany: true,
    copy: false,
    copyConditions: false,
    rename: false,
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
    maxObjectBytes: limit,
  }
}
