import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { NexusError } from '@nexusfs/core/kit'
import type { ListOptions, ListPage } from '@nexusfs/core/spec'
import { etagOf } from './info.ts'
import type { S3Session } from './session.ts'

/** One page of keys: one request. */
export function list(session: S3Session, options: ListOptions): Promise<ListPage> {
  const { prefix = '', delimiter, startAfter, cursor, limit, signal } = options
  const { prefix: own } = session.settings
  const subject = { what: 'list', key: prefix, signal }
  return session.run(subject, async ({ client, http }) => {
    const answer = await client.listObjectsV2(
      {
        Bucket: session.bucket,
        Prefix: own + prefix,
        MaxKeys: limit,
        // Keys of other programs may hold what XML cannot.
        EncodingType: 'url',
        ...(delimiter !== undefined && { Delimiter: delimiter }),
        ...(cursor !== undefined
          ? { ContinuationToken: tokenIn(cursor) }
          : startAfter && { StartAfter: own + startAfter }),
      },
      http,
    )
    return pageOf(session, answer)
  })
}

function pageOf(session: S3Session, answer: ListObjectsV2CommandOutput): ListPage {
  const read = (name: string | undefined) => session.strip(decoded(name, answer.EncodingType))
  // Both are left out where there is nothing.
  const { Contents: contents = [], CommonPrefixes: prefixes = [] } = answer
  const token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined
  return {
    objects: contents
      // The marker of our own prefix has no key of ours.
      .filter(({ Key }) => read(Key) !== '')
      .map((row) => ({
        key: read(row.Key),
        size: row.Size ?? 0,
        etag: etagOf(row.ETag),
        tier: row.StorageClass ?? 'STANDARD',
        ...(row.LastModified !== undefined && { modifiedAt: row.LastModified.getTime() }),
      })),
    prefixes: prefixes.map(({ Prefix }) => read(Prefix)),
    ...(token !== undefined && { cursor: `s3.${Buffer.from(token).toString('base64url')}` }),
  }
}

/** A name as it was sent; servers that do not encode say so by naming no encoding. */
export function decoded(name = '', encoding?: string): string {
  if (encoding !== 'url') return name
  try {
    return decodeURIComponent(name.replaceAll('+', '%20'))
  } catch {
    // It says that it encodes, and does not.
    return name
  }
}

/** The server's token in a cursor of ours. @throws `INVALID_ARGUMENT` for what is none. */
export function tokenIn(cursor: string): string {
  const token = cursor.startsWith('s3.') ? Buffer.from(cursor.slice(3), 'base64url').toString() : ''
  if (token !== '') return token
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the listing is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
