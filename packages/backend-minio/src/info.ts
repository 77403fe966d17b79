import type { IncomingHttpHeaders } from 'node:http'
import type { ObjectInfo, PutResult } from '@nexusfs/core/spec'
import { unquoted } from './failure.ts'
import { metadataOf } from './metadata.ts'

const STANDARD = 'STANDARD'

/** What the headers of an answer to HEAD or GET say of an object. */
export function infoOf(key: string, headers: IncomingHttpHeaders): ObjectInfo {
  const versionId = headers['x-amz-version-id']
  const tier = headers['x-amz-storage-class']
  return {
    key,
    size: sizeOf(headers),
    etag: unquoted(headers.etag) ?? '',
    modifiedAt: Date.parse(headers['last-modified'] ?? ''),
    contentType: headers['content-type'],
    metadata: metadataOf(headers),
    ...(typeof versionId === 'string' && { versionId }),
    // The server is silent about its standard class.
    tier: typeof tier === 'string' ? tier : STANDARD,
  }
}

/** SHA-256 of a whole body in Base64; that of an upload in parts is made of those of the parts, and ends in their number. */
const WHOLE_SHA256 = /^[A-Za-z0-9+/]{43}=$/

/** The SHA-256 of an object's bytes in hex, where the server was asked for it and keeps it. */
export function digestOf(headers: IncomingHttpHeaders): string | undefined {
  const checksum = String(headers['x-amz-checksum-sha256'])
  const isWhole = headers['x-amz-checksum-type'] !== 'COMPOSITE' && WHOLE_SHA256.test(checksum)
  return isWhole ? Buffer.from(checksum, 'base64').toString('hex') : undefined
}

/** The tier that a copy of an object is written to: not that of a rule, which objects reach by age only. */
export function tierOfCopy({ tier }: ObjectInfo): string {
  return tier === 'REDUCED_REDUNDANCY' ? tier : STANDARD
}

/** The bytes that the body of an answer covers, `end` exclusive. */
export function rangeOf(
  headers: IncomingHttpHeaders,
  size: number,
): { start: number; end: number } {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '') ?? []
  if (first === undefined || last === undefined) return { start: 0, end: size }
  return { start: Number(first), end: Number(last) + 1 }
}

/** What the headers of an answer say of the object that was stored. */
export function storedOf(headers: IncomingHttpHeaders, etag: string, size: number): PutResult {
  const versionId = headers['x-amz-version-id']
  return { etag, size, ...(typeof versionId === 'string' && { versionId }) }
}

/** Of the whole object, also where the body is a part of it. */
function sizeOf(headers: IncomingHttpHeaders): number {
  const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1]
  return Number(total ?? headers['content-length'])
}

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
]

/** The headers that other programs gave an object, and that a copy under new metadata would drop. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
