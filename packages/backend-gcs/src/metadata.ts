/** Metadata travels as headers when an object is read, where names have no case and values are ASCII. */
const PLAIN_NAME = /^[a-z0-9!#$&'*+.^_`|~-]+$/
const PLAIN_VALUE = /^(?![\s]|=\?)[\x20-\x7e]*(?<!\s)$/
const NAME_PREFIX = 'nexusfs-name-'
const ENCODED_VALUE = /^=\?UTF-8\?B\?([A-Za-z0-9+/]*={0,2})\?=$/i

/**
 * Metadata as Cloud Storage keeps it. Names other than lower-case ASCII become `nexusfs-name-` with the name in hex;
 * values other than printable ASCII become an encoded word (RFC 2047), which other tools read too.
 */
export function encodeMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [encodeName(name), encodeValue(value)]),
  )
}

/** What {@link encodeMetadata} made, or others wrote; their names are given in lower case. */
export function decodeMetadata(stored: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [
      decodeName(name.toLowerCase()),
      decodeValue(value),
    ]),
  )
}

function encodeName(name: string): string {
  const plain = PLAIN_NAME.test(name) && !name.startsWith(NAME_PREFIX)
  return plain ? name : NAME_PREFIX + Buffer.from(name).toString('hex')
}

function decodeName(name: string): string {
  const hex = name.startsWith(NAME_PREFIX) ? name.slice(NAME_PREFIX.length) : ''
  return /^([0-9a-f]{2})+$/.test(hex) ? Buffer.from(hex, 'hex').toString('utf8') : name
}

function encodeValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

function decodeValue(value: string): string {
  const encoded = ENCODED_VALUE.exec(value)?.[1]
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString('utf8')
}
