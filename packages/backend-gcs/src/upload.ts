import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { ObjectResource } from './info.ts'
import type { ApiRequest } from './wire.ts'

/** What both ways of uploading send of an object. */
export interface Upload {
  readonly request: Pick<ApiRequest, 'path' | 'subject' | 'signal'>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly contentType: string
  readonly resource: Readonly<Record<string, unknown>>
}

/** What was stored, if it is what was sent. Nothing is deleted otherwise: the key may be somebody else's by now. */
export function checked(key: string, stored: ObjectResource, md5Hash: string): ObjectResource {
  if (stored.md5Hash === undefined || stored.md5Hash === md5Hash) return stored
  throw new NexusError('CORRUPT', `Other bytes were stored for ${quoteKey(key)} than were sent.`, {
    hint: `Write again, and look at generation ${stored.generation}, which is not sound.`,
  })
}
