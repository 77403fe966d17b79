import { NexusError } from '@nexusfs/core/kit'
import type { PresignOptions } from '@nexusfs/core/spec'
import type { PresignRequest } from './client.ts'
import type { S3Session } from './session.ts'

/** Seconds that a signature can live (Signature Version 4: seven days). */
const LONGEST = 7 * 24 * 3600

/**
 * A URL that whoever has it may use. GET: `fileName` and `contentType` are what the answer says of itself. PUT: an
 * uploader must send the same `contentType`. The encryption of the options is left to the bucket's own setting: as a part
 * of the signature every uploader would have to send it too.
 */
export function presign(session: S3Session, key: string, options: PresignOptions): Promise<string> {
  checkLife(options.expiresIn)
  const subject = { what: 'sign a URL for', key, signal: options.signal }
  return session.run(subject, ({ connection }) =>
    connection.presign(requestOf(session, key, options)),
  )
}

function requestOf(session: S3Session, key: string, options: PresignOptions): PresignRequest {
  const { method, expiresIn, fileName, contentType } = options
  const place = session.at(key)
  if (method === 'PUT') {
    const { storageClass } = session.settings
    // Bound into the URL and not into a header of the uploader's.
    const input = { ...place, ...(contentType !== undefined && { ContentType: contentType }) }
    return storageClass === undefined
      ? { method, expiresIn, input }
      : { method, expiresIn, input: { ...input, StorageClass: storageClass as 'STANDARD' } }
  }
  return {
    method,
    expiresIn,
    input: {
      ...place,
      ...(contentType !== undefined && { ResponseContentType: contentType }),
      ...(fileName !== undefined && { ResponseContentDisposition: disposition(fileName) }),
    },
  }
}

/** RFC 6266: the name in ASCII for old programs, and as it is (RFC 8187). */
function disposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`
}

function checkLife(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST) return
  throw new NexusError('INVALID_ARGUMENT', `A URL cannot be signed for ${seconds} seconds.`, {
    hint: 'Give 1 to 604,800 (seven days).',
  })
}
