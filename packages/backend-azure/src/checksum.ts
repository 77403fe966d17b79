import { hash } from 'node:crypto'

/** MD5 of bytes as Azure checks it when they arrive; nothing where this Node.js has no MD5 (FIPS). */
export function checksumOf(bytes: Uint8Array): { readonly transactionalContentMD5?: Uint8Array } {
  try {
    return { transactionalContentMD5: hash('md5', bytes, 'buffer') }
  } catch {
    return {}
  }
}
