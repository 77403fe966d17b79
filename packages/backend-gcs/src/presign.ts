import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { PresignOptions } from '@nexusfs/core/spec'
import type { GcsContext } from './context.ts'
import { thrownError } from './gcs-errors.ts'

/** Seconds; the longest that Cloud Storage takes (V4 signing). */
const LONGEST = 7 * 24 * 3600

/** An address that works without credentials for a time, signed on this machine: no request. */
export async function presignObject(
  { settings, wire, places }: GcsContext,
  key: string,
  { method, expiresIn, fileName, contentType }: PresignOptions,
): Promise<string> {
  if (!settings.canSign) throw cannotSign()
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > LONGEST) throw badTime(expiresIn)
  const file = (await wire.client()).storage.bucket(settings.bucket).file(places.name(key))
  // The SDK cuts off the fraction, which would make a second of it.
  const now = Math.floor(settings.clock() / 1000) * 1000
  try {
    const [url] = await file.getSignedUrl({
      version: 'v4',
      action: method === 'GET' ? 'read' : 'write',
      accessibleAt: now,
      expires: now + expiresIn * 1000,
      ...(contentType !== undefined && typeOf(method, contentType)),
      ...(fileName !== undefined &&
        method === 'GET' && { responseDisposition: disposition(fileName) }),
    })
    return url
  } catch (error) {
    throw thrownError(error, { what: `sign an address of ${quoteKey(key)}` }, settings, undefined)
  }
}

/** What a reader is told it is, and what a writer has to say that it is. */
function typeOf(
  method: 'GET' | 'PUT',
  type: string,
): { responseType?: string; contentType?: string } {
  return method === 'GET' ? { responseType: type } : { contentType: type }
}

/** RFC 6266: the name in UTF-8, and one in ASCII for those who do not know that. */
function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_')
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

function cannotSign(): NexusError {
  return new NexusError('NOT_SUPPORTED', 'These credentials cannot sign addresses.', {
    hint: 'Give credentials_path with the key file of a service account: gcloud iam service-accounts keys create FILE --iam-account=ACCOUNT',
  })
}

function badTime(expiresIn: number): NexusError {
  return new NexusError('INVALID_ARGUMENT', `An address cannot be good for ${expiresIn} seconds.`, {
    hint: `Give whole seconds from 1 to ${LONGEST}, which is seven days.`,
  })
}
