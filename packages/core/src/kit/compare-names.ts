const SURROGATES = /[\ud800-\udfff]/

/** Orders text by its UTF-8 bytes (JavaScript's own order is by UTF-16 units, which differs beyond U+FFFF). */
export function compareNames(a: string, b: string): number {
  if (SURROGATES.test(a) || SURROGATES.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : a > b ? 1 : 0
}
