/** CRC-32C (RFC 3720, appendix B.4), bit by bit, in base 64 as Cloud Storage writes it. */
export function crc32c(content: string | Uint8Array): string {
  let crc = 0xffffffff
  for (const byte of Buffer.from(content as string)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  return bytes.toString('base64')
}
