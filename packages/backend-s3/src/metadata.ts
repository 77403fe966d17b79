/**
 * S3 carries metadata as HTTP headers: names in lower case, values in printable ASCII. What does not fit is encoded, and
 * decoded when it is read: values as RFC 2047 does it, which other tools of S3 know; names as `nexus-` and the hex of UTF-8.
 */
const PLAIN_NAME = /^[a-z0-9][a-z0-9._-]*$/
const ENCODED_NAME = /^nexus-((?:[0-9a-f]{2})*)$/
/** Begins and ends with a visible character, and could not be taken for an encoded word. */
const PLAIN_VALUE = /^(?!=\?)[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
const ENCODED_WORD = /=\?([A-Za-z0-9-]+)\?([BQbq])\?([^?]*)\?=/g
const ENCODED_VALUE =
  /^=\?[A-Za-z0-9-]+\?[BQbq]\?[^?]*\?=(?:\s+=\?[A-Za-z0-9-]+\?[BQbq]\?[^?]*\?=)*$/

/** Metadata as the provider can carry it. */
export function toHeaders(
  metadata: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return mapEntries(metadata, (name, value) => [encodedName(name), encodedValue(value)])
}

/** Metadata as it was given. */
export function fromHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return mapEntries(headers, (name, value) => [decodedName(name), decodedValue(value)])
}

function mapEntries(
  record: Readonly<Record<string, string>>,
  change: (name: string, value: string) => [string, string],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => change(name, value)))
}

function encodedName(name: string): string {
  if (PLAIN_NAME.test(name) && !ENCODED_NAME.test(name)) return name
  return `nexus-${Buffer.from(name).toString('hex')}`
}

function decodedName(name: string): string {
  const hex = ENCODED_NAME.exec(name)?.[1]
  return hex === undefined ? name : Buffer.from(hex, 'hex').toString()
}

function encodedValue(value: string): string {
  if (PLAIN_VALUE.test(value)) return value
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

function decodedValue(value: string): string {
  if (!ENCODED_VALUE.test(value)) return value
  const words = [...value.matchAll(ENCODED_WORD)]
  return words.map(([, charset = '', kind = '', text = '']) => word(charset, kind, text)).join('')
}

function word(charset: string, kind: string, text: string): string {
  const bytes = kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quoted(text)
  return bytes.toString(/^utf-?8$/i.test(charset) ? 'utf8' : 'latin1')
}

function quoted(text: string): Buffer {
  const plain = text.replaceAll('_', ' ')
  const bytes = plain.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1')
}
