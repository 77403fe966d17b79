/** Bytes in which a NUL makes content binary. */
export const SNIFFED_BYTES = 8_192

/** Whether content is binary, as its first 8 KiB say: text has no NUL. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFFED_BYTES).includes(0)
}
