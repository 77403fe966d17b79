import { compareNames, contentTypeOf, throwIfAborted } from '../../kit/index.ts'
import { childPath, isTooLong, type VirtualPath } from '../../path/index.ts'
import type { NodeRow, ObjectSummary } from '../../spec/index.ts'
import { notADirectory } from '../managed/index.ts'
import type { ChildrenOptions, TreeNode } from '../tree.ts'
import { FlatListing } from './flat-listing.ts'
import { isPath, keyOf } from './keys.ts'
import { summaryObservation } from './ledger.ts'
import { fileOnTheWay, lookAtObject, nothingError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { DirectoryRows, rowAt } from './rows.ts'
import { ShadowedNames } from './shadowed-names.ts'

/** Entries of a page. */
const PAGE = 1000

/** A child of a directory as a listing shows it. */
type Child =
  | { readonly type: 'file'; readonly name: string; readonly object: ObjectSummary }
  | { readonly type: 'directory'; readonly name: string }

/** A directory that is listed. */
export interface ListedDirectory {
  readonly path: VirtualPath
  readonly key: string
  /** What the keys in it begin with. */
  readonly prefix: string
}

/** Pages of what is directly in a directory, in the order of keys: one call for each thousand. */
export async function* listDirectory(
  mapped: MappedContext,
  path: VirtualPath,
  options: ChildrenOptions,
  walks: WeakMap<object, FlatListing>,
): AsyncGenerator<readonly TreeNode[]> {
  const { after, signal, known, walk } = options
  const key = keyOf(mapped.mount, path)
  const directory = { path, key, prefix: key === '' ? '' : `${key}/` }
  if (known === undefined) await refuseFile(mapped, directory, signal)
  const shadowed = new ShadowedNames(after)
  const id = known === undefined ? (await rowAt(mapped, path, 'directory'))?.id : known.id
  const rows = new DirectoryRows(mapped, id, after)
  const pages =
    walk === undefined
      ? pagesOf(mapped, directory, options)
      : walkedPages(mapped, directory, options, walk, walks)
  for await (const page of pages) {
    throwIfAborted(signal)
    const shown: Child[] = []
    for (const child of page)
      if (await isShown(mapped, directory, child, shadowed, signal)) shown.push(child)
    const found = await rows.take(shown.map(({ name }) => name))
    const entries = shown.map((child) => entryOf(path, child, found.get(child.name)))
    if (entries.length > 0) yield entries
  }
}

/** A file was seen at the path of a directory: what lies below it is hidden. */
async function refuseFile(
  mapped: MappedContext,
  { path, key }: ListedDirectory,
  signal: AbortSignal | undefined,
): Promise<void> {
  const error = await fileOnTheWay(mapped, path, signal)
  if (error !== undefined) throw error
  if (!mapped.observations.has(key)) return
  if ((await lookAtObject(mapped, key, signal)) !== undefined)
    throw notADirectory(path, path.segments.length)
}

/** Children by listings with a delimiter. */
async function* pagesOf(
  mapped: MappedContext,
  directory: ListedDirectory,
  { after, first = PAGE, exists = false, signal }: ChildrenOptions,
): AsyncGenerator<readonly Child[]> {
  const { mount, observations } = mapped
  const { prefix, key } = directory
  const startAfter = after === undefined ? undefined : `${prefix}${afterKey(after)}`
  let limit = Math.min(Math.max(first, 2), PAGE)
  let isEmpty = true
  for (let cursor: string | undefined, more = true; more; ) {
    const start = cursor === undefined ? { startAfter } : { cursor }
    const page = await mount.backend.list({ prefix, delimiter: '/', limit, signal, ...start })
    isEmpty &&= page.objects.length === 0 && page.prefixes.length === 0
    if (!isEmpty) observations.noteDirectory(key)
    yield childrenOf(prefix, page.objects, page.prefixes)
    cursor = page.cursor
    more = cursor !== undefined
    limit = PAGE
  }
  if (isEmpty && !exists && key !== '' && after === undefined)
    await refuseMissing(mapped, directory, signal)
}

async function refuseMissing(
  mapped: MappedContext,
  { path, key }: ListedDirectory,
  signal: AbortSignal | undefined,
): Promise<never> {
  mapped.observations.forgetDirectory(key)
  if ((await lookAtObject(mapped, key, signal)) !== undefined)
    throw notADirectory(path, path.segments.length)
  throw await nothingError(mapped, path, signal)
}

/** Objects and prefixes of a page in the order of keys. */
function childrenOf(
  prefix: string,
  objects: readonly ObjectSummary[],
  prefixes: readonly string[],
): readonly Child[] {
  const children: Child[] = []
  let next = 0
  for (const object of objects) {
    while (next < prefixes.length && compareNames(prefixes[next] as string, object.key) < 0)
      children.push(directoryOf(prefix, prefixes[next++] as string))
    // The directory's own marker.
    if (object.key !== prefix)
      children.push({ type: 'file', name: object.key.slice(prefix.length), object })
  }
  for (; next < prefixes.length; next++)
    children.push(directoryOf(prefix, prefixes[next] as string))
  return children
}

function directoryOf(prefix: string, below: string): Child {
  return { type: 'directory', name: below.slice(prefix.length, -1) }
}

/** Children by one listing without a delimiter for a whole walk; a directory ends a page, so that the walk can enter it. */
async function* walkedPages(
  mapped: MappedContext,
  directory: ListedDirectory,
  { after, exists = false, signal }: ChildrenOptions,
  walk: object,
  walks: WeakMap<object, FlatListing>,
): AsyncGenerator<readonly Child[]> {
  const { prefix, key } = directory
  const listing = listingOf(mapped, walk, walks, prefix, signal)
  await listing.skipTo(after === undefined ? prefix : `${prefix}${afterKey(after)}`)
  let page: Child[] = []
  let isEmpty = true
  for (let object = await listing.peek(); object !== undefined; object = await listing.peek()) {
    if (!object.key.startsWith(prefix)) break
    isEmpty = false
    const below = object.key.slice(prefix.length)
    const slash = below.indexOf('/')
    if (slash === -1) {
      listing.take()
      page.push({ type: 'file', name: below, object })
      if (page.length < PAGE) continue
      yield page
    } else {
      page.push({ type: 'directory', name: below.slice(0, slash) })
      yield page
      await listing.skipBelow(`${prefix}${below.slice(0, slash + 1)}`)
    }
    page = []
  }
  if (page.length > 0) yield page
  if (isEmpty && !exists && key !== '' && after === undefined)
    await refuseUnlessMarked(mapped, directory, signal)
}

/** A walk begins after the marker of its directory, which may be all that there is. */
async function refuseUnlessMarked(
  mapped: MappedContext,
  directory: ListedDirectory,
  signal: AbortSignal | undefined,
): Promise<void> {
  const marker = await mapped.mount.backend.head(directory.prefix, { signal })
  if (marker === undefined) await refuseMissing(mapped, directory, signal)
}

function listingOf(
  { mount }: MappedContext,
  walk: object,
  walks: WeakMap<object, FlatListing>,
  prefix: string,
  signal: AbortSignal | undefined,
): FlatListing {
  const known = walks.get(walk)
  if (known !== undefined && prefix.startsWith(known.prefix)) return known
  const listing = new FlatListing(mount.backend, prefix, signal)
  walks.set(walk, listing)
  return listing
}

/** After which key a listing goes on: after all that is in a directory. */
function afterKey(after: string): string {
  return after.endsWith('/') ? `${after}\u{10FFFF}` : after
}

/** Whether a path leads to a child; what has none is counted. */
async function isShown(
  mapped: MappedContext,
  { path, prefix }: ListedDirectory,
  child: Child,
  shadowed: ShadowedNames,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { skipped, observations } = mapped
  const { type, name } = child
  const key = `${prefix}${name}${type === 'directory' ? '/' : ''}`
  const isReachable = isPath(name) && !isTooLong(childPath(path, name))
  const look = () => lookAtObject(mapped, `${prefix}${name}`, signal)
  const isHidden = isReachable && (await shadowed.isShadowed(child, look))
  if (type === 'file' && isReachable) observations.noteListed(summaryObservation(child.object))
  if (isReachable && !isHidden) return true
  skipped.note(key)
  return false
}

function entryOf(parent: VirtualPath, child: Child, row: NodeRow | undefined): TreeNode {
  const { name, type } = child
  const path = parent.segments.length === 0 ? `/${name}` : `${parent.text}/${name}`
  const own = row?.type === type ? row : undefined
  if (type === 'directory')
    return { path, name, type, size: 0, version: 0, modifiedAt: own?.createdAt ?? 0, id: own?.id }
  const { size, etag, modifiedAt = 0 } = child.object
  const contentType = own?.contentType ?? contentTypeOf(name)
  const more = { version: own?.version ?? 0, contentType, modifiedAt, id: own?.id }
  return { path, name, type, size, etag, ...more }
}
