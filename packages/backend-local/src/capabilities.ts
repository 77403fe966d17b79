import type { BackendCapabilities } from '@nexusfs/core/spec'
import type { Keeping } from './companions.ts'

/**
 * What the local backend does. Metadata and versions only where they are kept; and where versions are, a rename is left to
 * a copy and a delete, so that each key keeps its own.
 */
export function capabilitiesOf({ versioning, metadataFiles }: Keeping): BackendCapabilities {
  return {
    origin: 'declared',
    putIfAbsent: true,
    putIfMatch: true,
    deleteIfMatch: true,
    objectMetadata: metadataFiles,
    verifiesDigest: false,
    deleteMany: true,
    copy: true,
    copyConditions: true,
    rename: !versioning,
    multipart: false,
    presign: false,
    setMetadata: metadataFiles,
    versions: versioning,
    tier: false,
    watch: false,
    admin: false,
    local: true,
    orderedListing: true,
    maxKeyBytes: 1024,
    maxObjectBytes: 2 ** 43,
  }
}
