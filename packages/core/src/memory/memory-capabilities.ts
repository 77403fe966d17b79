import type { BackendCapabilities } from '../spec/index.ts'

/** What the memory backend does; versions only where they are asked for. */
export function memoryCapabilities(versioning: boolean): BackendCapabilities {
  return {
    origin: 'declared',
    putIfAbsent: true,
    putIfMatch: true,
    deleteIfMatch: true,
    objectMetadata: true,
    verifiesDigest: true,
    deleteMany: true,
    copy: true,
    copyConditions: true,
    rename: true,
    multipart: false,
    presign: false,
    setMetadata: true,
    versions: versioning,
    tier: false,
    watch: false,
    admin: false,
    local: true,
    orderedListing: true,
    maxKeyBytes: 1024,
    maxObjectBytes: 2 ** 31,
  }
}
