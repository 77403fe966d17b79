/**
 * Metadata in a form that Azure carries: names are C# identifiers that lose their upper case on the way, values are ASCII
 * (https://learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources).
 * Names and values that fit are stored as they are; others as `nx_…`, with `_hh` for each other byte, and
 * `=?utf-8?B?…?=` with base64 of UTF-8. What other programs stored is given back as it is.
 */
export type Metadata = Readonly<Record<string, string>>

const PLAIN_NAME = /^(?!nx_)[a-z_][a-z0-9_]*$/
const PLAIN_VALUE = /^(?!=\?)[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
const ENCODED_VALUE = /^=\?utf-8\?B\?([A-Za-z0-9+/]*={0,2})\?=$/

/** For a request. */
export function encodeMetadata(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [encodeName(name), encodeValue(value)]),
  )
}

/** Of an answer; `undefined` where there is none. */
export function decodeMetadata(metadata: Metadata | undefined): Metadata | undefined {
  if (metadata === undefined) return undefined
  const entries = Object.entries(metadata)
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(([name, value]) => [decodeName(name), decodeValue(value)]))
}

function encodeName(name: string): string {
  if (PLAIN_NAME.test(name)) return name
  const letters = [...Buffer.from(name)].map((byte) => {
    const letter = String.fromCharCode(byte)
    return /[a-z0-9]/.test(letter) ? letter : `_${byte.toString(16).padStart(2, '0')}`
  })
  return `nx_${letters.join('')}`
}

function decodeName(stored: string): string {
  if (!/^nx_(?:[a-z0-9]|_[0-9a-f]{2})*$/.test(stored)) return stored
  const bytes = stored.slice(3).match(/_[0-9a-f]{2}|./g) ?? []
  const name = Buffer.from(
    bytes.map((part) =>
      part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0),
    ),
  ).toString()
  // Another program may have chosen a name that only looks like one of ours.
  return encodeName(name) === stored ? name : stored
}

function encodeValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : `=?utf-8?B?${Buffer.from(value).toString('base64')}?=`
}

function decodeValue(stored: string): string {
  const [, text] = ENCODED_VALUE.exec(stored) ?? []
  return text === undefined ? stored : Buffer.from(text, 'base64').toString()
}
