import type { BackendCapabilities } from '@nexusfs/core/spec'

/**
 * What the backend does. The contract suite holds you to it: what is true is tested, and what is false must have no
 * method. Start with little; Nexus does without.
 */
export function capabilities(limit: number): BackendCapabilities {
  return {
    origin: 'declared',
    putIfAbsent: true,
    putIfMatch: true,
    deleteIfMatch: true,
    objectMetadata: true,
    verifiesDigest: false,
    deleteMany: false,
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
    // False for anything behind a network: Nexus then limits the time of calls, and reads less often.
    local: true,
    orderedListing: true,
    maxKeyBytes: 1024,
    maxObjectBytes: limit,
  }
}
