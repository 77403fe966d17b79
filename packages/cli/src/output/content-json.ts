/** Content in a JSON document: text where the bytes are UTF-8, else base64. */
export function contentJson(
  path: string,
  bytes: Uint8Array,
): {
  readonly path: string
  readonly size: number
  readonly encoding: 'utf8' | 'base64'
  readonly content: string
} {
  const size = bytes.byteLength
  try {
    const content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { path, size, encoding: 'utf8', content }
  } catch {
    // Not UTF-8, so it is no text.
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, size).toString('base64')
    return { path, size, encoding: 'base64', content }
  }
}
