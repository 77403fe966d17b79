import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { NexusError, rolledUpPrefix } from '@nexusfs/core/kit'
import type { ListOptions, ListPage } from '@nexusfs/core/spec'
import { etagOf } from './info.ts'
import type { CallTools, S3Session } from './session.ts'

/** How cursors begin: with a token of the server in them, or with a key. */
const TOKEN = 's3.'
const AFTER = 's3-after.'

/** What a row of keys below a common part ends before, in the order of bytes. */
const LAST = '\u{10ffff}'

/** One page of keys: one request; two where it begins within keys that become one prefix. */
export function list(session: S3Session, options: ListOptions): Promise<ListPage> {
  const subject = { what: 'list', key: options.prefix ?? '', signal: options.signal }
  const group = groupAtStart(options)
  return session.run(subject, (tools) =>
    group === undefined
      ? pageAt(session, tools, options)
      : pageFromGroup(session, tools, options, group),
  )
}

async function pageAt(
  session: S3Session,
  { client, http }: CallTools,
  options: ListOptions,
): Promise<ListPage> {
  const { prefix = '', delimiter, limit } = options
  const answer = await client.listObjectsV2(
    {
      Bucket: session.bucket,
      Prefix: session.settings.prefix + prefix,
      MaxKeys: limit,
      // Keys of other programs may hold what XML cannot.
      EncodingType: 'url',
      ...(delimiter !== undefined && { Delimiter: delimiter }),
      ...startOf(session, options),
    },
    http,
  )
  return pageOf(session, options, answer)
}

/** The prefix that the keys around `startAfter` are rolled up into. */
function groupAtStart({
  prefix = '',
  delimiter,
  startAfter = '',
  cursor,
}: ListOptions): string | undefined {
  if (delimiter === undefined || cursor !== undefined || !startAfter.startsWith(prefix))
    return undefined
  return rolledUpPrefix(startAfter, prefix, delimiter)
}

/** Servers differ in whether that prefix comes once more, so they are asked for it, and for what follows it. */
async function pageFromGroup(
  session: S3Session,
  tools: CallTools,
  options: ListOptions,
  group: string,
): Promise<ListPage> {
  const { startAfter, limit } = options
  const { objects } = await pageAt(session, tools, { prefix: group, startAfter, limit: 2 })
  const prefixes = objects.length > 0 ? [group] : []
  const cursor = afterKey(group + LAST)
  if (prefixes.length === limit) return { objects: [], prefixes, cursor }
  const rest = { ...options, cursor, limit: limit - prefixes.length }
  const page = await pageAt(session, tools, rest)
  return { ...page, prefixes: [...prefixes, ...page.prefixes] }
}

function startOf(
  session: S3Session,
  { startAfter = '', cursor }: ListOptions,
): Pick<ListObjectsV2CommandInput, 'ContinuationToken' | 'StartAfter'> {
  const { prefix } = session.settings
  if (cursor?.startsWith(AFTER) === true)
    return { StartAfter: prefix + Buffer.from(cursor.slice(AFTER.length), 'base64url').toString() }
  if (cursor !== undefined) return { ContinuationToken: tokenIn(cursor) }
  return startAfter === '' ? {} : { StartAfter: prefix + startAfter }
}

function pageOf(
  session: S3Session,
  options: ListOptions,
  answer: ListObjectsV2CommandOutput,
): ListPage {
  const read = (name: string | undefined) => session.strip(decoded(name, answer.EncodingType))
  // Both are left out where there is nothing.
  const { Contents: contents = [], CommonPrefixes: prefixes = [] } = answer
  const objects = contents
    .map((row) => ({
      key: read(row.Key),
      size: row.Size ?? 0,
      etag: etagOf(row.ETag),
      tier: row.StorageClass ?? 'STANDARD',
      ...(row.LastModified !== undefined && { modifiedAt: wholeSecond(row.LastModified) }),
    }))
    // The marker of our own prefix has no key of ours.
    .filter(({ key }) => key !== '')
  const cursor = cursorOf(answer) ?? afterOnly(options, objects)
  return {
    objects,
    prefixes: prefixes.map(({ Prefix }) => read(Prefix)),
    ...(cursor !== undefined && { cursor }),
  }
}

/** As HTTP headers say it, so that a listing and a look at the object agree. */
export function wholeSecond(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000
}

function cursorOf(answer: ListObjectsV2CommandOutput): string | undefined {
  const token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined
  return token === undefined ? undefined : TOKEN + Buffer.from(token).toString('base64url')
}

/** MinIO takes a page of one key, whose prefix is itself a key, as a question for that key, and says that it is the last. */
function afterOnly(
  { prefix, cursor, limit }: ListOptions,
  [only]: readonly { readonly key: string }[],
): string | undefined {
  if (limit !== 1 || cursor !== undefined || only === undefined || only.key !== prefix)
    return undefined
  return afterKey(only.key)
}

function afterKey(key: string): string {
  return AFTER + Buffer.from(key).toString('base64url')
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
  const token = cursor.startsWith(TOKEN)
    ? Buffer.from(cursor.slice(TOKEN.length), 'base64url').toString()
    : ''
  if (token !== '') return token
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the listing is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
