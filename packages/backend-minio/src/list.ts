import { compareNames, NexusError, rolledUpPrefix } from '@nexusfs/core/kit'
import type { CallOptions, ListOptions, ListPage, ObjectSummary } from '@nexusfs/core/spec'
import type { Calls } from './calls.ts'
import { unquoted } from './failure.ts'
import { askableStart, beginsNoKey, isRefusedPrefix, justBefore } from './refused-names.ts'
import { elementsOf, textOf, urlDecoded, type XmlElement } from './xml.ts'

/** Where the server is to go on: by its own token, or after a name. */
type Place = { readonly token: string } | { readonly after: string }

interface Asked {
  /** Without the backend's own prefix, like all names here. */
  readonly prefix: string
  readonly delimiter: string | undefined
  readonly place: Place | undefined
  readonly limit: number
  readonly signal: AbortSignal | undefined
}

/** One page of a listing. */
export async function listObjects(calls: Calls, options: ListOptions): Promise<ListPage> {
  const { prefix = '', delimiter, cursor, limit, signal } = options
  const asked = { prefix, delimiter, limit, signal }
  if (cursor !== undefined) return pageOf(calls, { ...asked, place: placeOf(cursor) })
  const after = startWithin(prefix, options.startAfter)
  if (after === undefined) return pageOf(calls, { ...asked, place: undefined })
  if (after === 'past') return { objects: [], prefixes: [] }
  const rolled = rolledUpPrefix(after.name, prefix, delimiter)
  if (rolled === undefined || !(await goesOn(calls, rolled, after.name, { signal })))
    return pageOf(calls, { ...asked, place: { after: after.name } })
  return pageFrom(calls, rolled, { ...asked, place: { after: after.name } })
}

/**
 * A page that begins with the common prefix in which it starts: the server leaves that out, although keys below it
 * come after the start.
 */
async function pageFrom(calls: Calls, rolled: string, asked: Asked): Promise<ListPage> {
  const place = { after: rolled }
  if (asked.limit === 1) return { objects: [], prefixes: [rolled], cursor: cursorOf(place) }
  const page = await pageOf(calls, { ...asked, place, limit: asked.limit - 1 })
  const others = page.prefixes.filter((name) => name !== rolled)
  return { ...page, prefixes: [rolled, ...others] }
}

/** Whether a key below a prefix comes after a name. */
async function goesOn(
  calls: Calls,
  prefix: string,
  after: string,
  { signal }: CallOptions,
): Promise<boolean> {
  const asked = { prefix, delimiter: undefined, place: { after }, limit: 1, signal }
  return (await pageOf(calls, asked)).objects.length > 0
}

async function pageOf(calls: Calls, asked: Asked): Promise<ListPage> {
  const { prefix, place } = asked
  if (beginsNoKey(prefix)) return { objects: [], prefixes: [] }
  if (!isRefusedPrefix(prefix)) return askPage(calls, asked)
  const start = place ?? { after: justBefore(prefix) }
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  return within(prefix, await askPage(calls, { ...asked, prefix: folder, place: start }))
}

/** What of a page begins with a prefix; a page with anything else is the last one, as names come in order. */
function within(prefix: string, page: ListPage): ListPage {
  const objects = page.objects.filter(({ key }) => key.startsWith(prefix))
  const prefixes = page.prefixes.filter((name) => name.startsWith(prefix))
  const whole = objects.length === page.objects.length && prefixes.length === page.prefixes.length
  return { objects, prefixes, ...(whole && page.cursor !== undefined && { cursor: page.cursor }) }
}

async function askPage(calls: Calls, asked: Asked): Promise<ListPage> {
  const { prefix, delimiter, place, limit, signal } = asked
  const query = {
    'list-type': 2,
    'encoding-type': 'url',
    'max-keys': limit,
    prefix: calls.fullKey(prefix),
    delimiter,
    ...(place && 'token' in place && { 'continuation-token': place.token }),
    ...(place && 'after' in place && { 'start-after': calls.fullKey(askableStart(place.after)) }),
  }
  const { text, xml } = await calls.document({ method: 'GET', query, signal })
  const result = xml.read(text, 'ListBucketResult')
  if (result === undefined) throw notS3()
  const { length } = calls.settings.prefix
  const prefixes = elementsOf(result.CommonPrefixes).map(({ Prefix }) =>
    urlDecoded(Prefix).slice(length),
  )
  const objects = elementsOf(result.Contents).map((row) => summaryOf(row, length))
  const next = nextPlace(textOf(result.NextContinuationToken), asked, objects[0]?.key)
  return { objects, prefixes, ...(next !== undefined && { cursor: cursorOf(next) }) }
}

/** Asked for one key where the prefix itself is a key, the server gives that and says that it is the last. */
function nextPlace(token: string, { limit, prefix }: Asked, first?: string): Place | undefined {
  if (token !== '') return { token }
  return limit === 1 && prefix !== '' && first === prefix ? { after: first } : undefined
}

function summaryOf(row: XmlElement, prefixLength: number): ObjectSummary {
  const tier = textOf(row.StorageClass)
  return {
    key: urlDecoded(row.Key).slice(prefixLength),
    size: Number(row.Size),
    etag: unquoted(textOf(row.ETag)) ?? '',
    modifiedAt: wholeSeconds(textOf(row.LastModified)),
    ...(tier !== '' && { tier }),
  }
}

/** The headers of an object have whole seconds, and both must agree. */
function wholeSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000) * 1000
}

/** A start before all keys of the prefix is none; one after them leaves nothing. The server gives nothing for both. */
function startWithin(
  prefix: string,
  startAfter: string | undefined,
): { readonly name: string } | 'past' | undefined {
  if (startAfter === undefined || startAfter === '') return undefined
  if (startAfter.startsWith(prefix)) return { name: startAfter }
  return compareNames(startAfter, prefix) < 0 ? undefined : 'past'
}

function cursorOf(place: Place): string {
  const text = 'token' in place ? `t${place.token}` : `a${place.after}`
  return Buffer.from(text).toString('base64url')
}

function placeOf(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (text.startsWith('t')) return { token: text.slice(1) }
  if (text.startsWith('a')) return { after: text.slice(1) }
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the listing is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}

function notS3(): NexusError {
  return new NexusError('UNAVAILABLE', 'The server answered a listing with something else.', {
    hint: 'Check that endpoint_url is that of the S3 API, and not of the console.',
  })
}
