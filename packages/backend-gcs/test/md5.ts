import { createHash } from 'node:crypto'

/** MD5 in base 64 as Cloud Storage writes it. */
export function md5(content: string | Uint8Array): string {
  return createHash('md5').update(content).digest('base64')
}
