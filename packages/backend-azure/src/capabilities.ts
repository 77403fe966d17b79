import type { BackendCapabilities } from '@nexusfs/core/spec'
import { MAXIMUM_BLOCK_BYTES, MAXIMUM_BLOCKS } from './blocks.ts'
import type { AzureSettings } from './settings.ts'

/** What Azure promises for an account of its own, before an endpoint was probed. */
export function declaredCapabilities({ prefix, connection }: AzureSettings): BackendCapabilities {
  return {
    origin: 'declared',
    putIfAbsent: true,
    putIfMatch: true,
    deleteIfMatch: true,
    objectMetadata: true,
    // Azure checks MD5 and CRC-64 only; core checks SHA-256 on the way.
    verifiesDigest: false,
    // Batches with a SAS are refused by Azurite, so nobody has seen them work here.
    deleteMany: connection.access.kind !== 'shared access signature',
    copy: true,
    copyConditions: true,
    rename: false,
    multipart: true,
    // A SAS can sign nothing, and its own signature is not handed on.
    presign: connection.access.kind !== 'shared access signature',
    setMetadata: true,
    // A property of the account, learned by `probe`.
    versions: false,
    tier: true,
    watch: false,
    admin: true,
    local: false,
    orderedListing: true,
    maxKeyBytes: 1024 - Buffer.byteLength(prefix),
    maxObjectBytes: MAXIMUM_BLOCKS * MAXIMUM_BLOCK_BYTES,
  }
}
