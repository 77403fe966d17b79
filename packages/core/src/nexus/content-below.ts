import { parsePath } from '../path/index.ts'
import type { ContentPlace, ContentRow, Id, MetadataStore } from '../spec/index.ts'
import { getNode } from '../trees/managed/index.ts'
import type { Session } from './session.ts'

/** Rows of a page of a directory. */
const PAGE = 500

/**
 * The content of files at or below a path as they are now, and what it is made of; each once while it stays where it is.
 * @throws `NOT_FOUND`.
 */
export async function* contentBelow(
  session: Session,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<ContentRow> {
  const { store } = session.parts
  const { space, path } = session.place(parsePath(prefix), 'read')
  const { node } = await getNode(store, space, path)
  if (node.type === 'file') {
    if (node.content !== undefined) yield* piecesOf(store, await store.getContent(node.content))
    return
  }
  const seen = new Set<number>()
  for await (const place of placesBelow(store, space, node.id, signal))
    for await (const row of piecesOf(store, place)) {
      if (seen.has(row.reference)) continue
      seen.add(row.reference)
      yield row
    }
}

async function* placesBelow(
  store: MetadataStore,
  space: string,
  directory: Id,
  signal: AbortSignal | undefined,
): AsyncGenerator<ContentPlace> {
  const directories = [directory]
  for (let next = directories.pop(); next !== undefined; next = directories.pop())
    for (let after: string | undefined, more = true; more; ) {
      const page = await store.listChildren(space, next, {
        ...{ after, limit: PAGE, contents: true, signal },
      })
      for (const { type, id } of page.rows) if (type === 'directory') directories.push(id)
      for (const place of page.contents ?? []) if (place !== undefined) yield place
      after = page.next
      more = after !== undefined
    }
}

/** Content that is one object, or the pieces of it. */
async function* piecesOf(
  store: MetadataStore,
  { pool, backend, hash, parts }: ContentPlace,
): AsyncGenerator<ContentRow> {
  const addresses = parts ?? [{ backend, hash }]
  for (const address of addresses) {
    const row = await store.findContent({ pool, backend: address.backend, hash: address.hash })
    if (row !== undefined) yield row
  }
}
