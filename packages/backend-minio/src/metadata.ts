const PREFIX = 'x-amz-meta-'

/** What a header carries unchanged, through proxies too: printable ASCII without spaces at its ends or two in a row. */
const PLAIN_VALUE = /^(?!=\?)(?:[!-~]+(?: [!-~]+)*)?$/

/**
 * Metadata as headers. Names keep lower-case letters, digits and hyphens; every other byte, and a hyphen before an `x`,
 * becomes `-xHH-`. A value that is not plain ASCII becomes an encoded word (RFC 2047): `=?UTF-8?B?…?=`.
 */
export function metadataHeaders(
  metadata: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      `${PREFIX}${encodeName(name)}`,
      encodeValue(value),
    ]),
  )
}

/** The metadata that headers hold. */
export function metadataOf(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([header, value]) =>
      header.startsWith(PREFIX)
        ? [[decodeName(header.slice(PREFIX.length)), decodeValue(String(value))]]
        : [],
    ),
  )
}

function encodeName(name: string): string {
  return name.replace(/-(?=x)|[^a-z0-9-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `-x${byte.toString(16).padStart(2, '0')}-`).join(''),
  )
}

function decodeName(name: string): string {
  const parts = name.split(/-x([0-9a-f]{2})-/)
  const bytes = parts.map((part, index) => Buffer.from(part, index % 2 === 0 ? 'utf8' : 'hex'))
  return Buffer.concat(bytes).toString()
}

function encodeValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

function decodeValue(value: string): string {
  const [, word] = /^=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=$/i.exec(value) ?? []
  return word === undefined ? value : Buffer.from(word, 'base64').toString()
}
