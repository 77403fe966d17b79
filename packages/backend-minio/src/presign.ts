import { NexusError } from '@nexusfs/core/kit'
import type { PresignOptions } from '@nexusfs/core/spec'
import type { Calls } from './calls.ts'

/** Seconds that a signed URL holds at most: seven days (limit of signature version 4). */
const LONGEST = 7 * 24 * 60 * 60

/** A signed URL; no request is made. @throws `INVALID_ARGUMENT` for a time that no signature can have. */
export async function presignUrl(
  calls: Calls,
  key: string,
  { method, expiresIn, fileName, contentType, signal }: PresignOptions,
): Promise<string> {
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > LONGEST) {
    throw new NexusError('INVALID_ARGUMENT', `A signed URL cannot hold for ${expiresIn} seconds.`, {
      hint: 'Give whole seconds from 1 to 604,800 (seven days).',
    })
  }
  const { sdk } = await calls.client(signal)
  const answer = {
    ...(contentType !== undefined && { 'response-content-type': contentType }),
    ...(fileName !== undefined && { 'response-content-disposition': attachment(fileName) }),
  }
  // What is put may have any type: the client leaves `content-type` out of what it signs.
  const parameters = method === 'GET' ? answer : {}
  const { bucket } = calls.settings
  return sdk.presignedUrl(method, bucket, calls.fullKey(key), expiresIn, parameters)
}

/** RFC 6266: a plain name for old readers, and the real one. */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^ -~]|["\\%]/g, '_')
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
