import {
  compareNames,
  isAfterStart,
  type ListStart,
  listCursor,
  NexusError,
  rolledUpPrefix,
  startOfList,
} from '@nexusfs/core/kit'
import type { ListOptions, ListPage, ObjectSummary } from '@nexusfs/core/spec'
import type { GcsContext } from './context.ts'
import { type ObjectResource, SUMMARY_FIELDS, summaryOf } from './info.ts'

/** A page as the JSON API gives it. */
interface ListAnswer {
  readonly items?: readonly ObjectResource[]
  readonly prefixes?: readonly string[]
  readonly nextPageToken?: string
}

type Row = { readonly name: string; readonly object?: ObjectSummary }

/** A page that Cloud Storage ended before its first name, which it may: a token of its own goes on from there. */
const TOKEN = 't'

/**
 * One page, in one request. Pages begin after a name and not at a token, so that a page may be cut anywhere: not every
 * server counts prefixes.
 */
export async function listPage(context: GcsContext, options: ListOptions): Promise<ListPage> {
  const token = tokenIn(options.cursor)
  const start = startOfList(token === undefined ? options : { startAfter: token.after })
  const first = await prefixAround(context, options, start)
  const skipping = first === undefined ? start : { after: first, skip: first }
  const answer = await requestPage(context, options, skipping, token?.token)
  const rows = [
    ...(first === undefined ? [] : [{ name: first }]),
    ...rowsOf(context, answer).filter(({ name }) => isAfterStart(name, skipping)),
  ]
  return pageOf(rows, options, answer.nextPageToken, start)
}

function pageOf(
  rows: readonly Row[],
  { limit }: ListOptions,
  nextPageToken: string | undefined,
  start: ListStart,
): ListPage {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = rows.length > limit || nextPageToken !== undefined
  const cursor = !more
    ? undefined
    : last === undefined
      ? tokenCursor(nextPageToken ?? '', start.after)
      : listCursor(last.object === undefined ? 'prefix' : 'object', last.name)
  return {
    objects: page.flatMap(({ object }) => object ?? []),
    prefixes: page.flatMap(({ name, object }) => (object === undefined ? [name] : [])),
    cursor,
  }
}

function requestPage(
  { wire, places }: GcsContext,
  { prefix = '', delimiter, limit, signal }: ListOptions,
  start: ListStart,
  pageToken: string | undefined,
): Promise<ListAnswer> {
  const offset = firstAfter(start)
  return wire.json<ListAnswer>({
    method: 'GET',
    path: places.objects,
    query: {
      prefix: places.name(prefix),
      delimiter,
      maxResults: String(limit),
      startOffset: offset === undefined ? undefined : places.name(offset),
      pageToken,
      fields: `nextPageToken,prefixes,items(${SUMMARY_FIELDS})`,
    },
    subject: { what: 'list' },
    signal,
  })
}

/** Objects and prefixes together, by bytes. */
function rowsOf({ settings }: GcsContext, { items = [], prefixes = [] }: ListAnswer): Row[] {
  const cut = (name: string) => name.slice(settings.prefix.length)
  const rows: Row[] = items.flatMap((resource) => {
    const name = cut(resource.name)
    // The marker of the backend's own prefix, which others made, has no name below it.
    return name === '' ? [] : [{ name, object: summaryOf(name, resource) }]
  })
  for (const prefix of prefixes) rows.push({ name: cut(prefix) })
  return rows.sort((one, other) => compareNames(one.name, other.name))
}

/**
 * The prefix that the start of the page lies in, where more keys of it come after: a listing that begins inside of
 * what is rolled up need not show it.
 */
async function prefixAround(
  context: GcsContext,
  { prefix = '', delimiter, signal }: ListOptions,
  start: ListStart,
): Promise<string | undefined> {
  const { after, skip } = start
  if (after === undefined || skip !== undefined || !after.startsWith(prefix)) return undefined
  const around = rolledUpPrefix(after, prefix, delimiter)
  if (around === undefined) return undefined
  const page = await requestPage(context, { prefix: around, limit: 1, signal }, start, undefined)
  return rowsOf(context, page).length > 0 ? around : undefined
}

/** The least name that may be on the page. The least character of a key is a space; what a prefix rolls up ends before "0". */
function firstAfter({ after, skip }: ListStart): string | undefined {
  if (skip !== undefined) return `${skip.slice(0, -1)}0`
  return after === undefined || after === '' ? undefined : `${after} `
}

function tokenCursor(token: string, after: string | undefined): string {
  return TOKEN + Buffer.from(JSON.stringify([token, after ?? ''])).toString('base64url')
}

/** Cursors of the kit begin with the letters that `o` and `p` become in base 64. */
function tokenIn(
  cursor: string | undefined,
): { readonly token: string; readonly after: string | undefined } | undefined {
  if (cursor?.startsWith(TOKEN) !== true) return undefined
  try {
    const parts = JSON.parse(Buffer.from(cursor.slice(1), 'base64url').toString('utf8')) as unknown
    const [token, after] = parts as [unknown, unknown]
    if (typeof token === 'string' && typeof after === 'string')
      return { token, after: after === '' ? undefined : after }
  } catch {
    // Said below.
  }
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the listing is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
