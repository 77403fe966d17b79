import { pagesOf } from '../content/index.ts'
import { type ContentReference, type Id, type MetadataStore, ROOT_ID } from '../spec/index.ts'

/** Paths that are told of each content. */
const PATHS = 10

/**
 * Live files with one of the contents, or with content that was made from one by appending: up to ten paths each, those
 * of spaces besides the default one too. Reads the whole tree.
 */
export async function affectedPaths(
  store: MetadataStore,
  spaces: readonly string[],
  contents: ReadonlySet<ContentReference>,
): Promise<ReadonlyMap<ContentReference, readonly string[]>> {
  const sources = await withMade(store, contents)
  const found = new Map<ContentReference, string[]>()
  for (const space of spaces)
    for await (const { path, content } of filesOf(store, space, ROOT_ID, ''))
      for (const source of sources.get(content) ?? []) {
        const paths = found.get(source) ?? []
        found.set(source, paths)
        if (paths.length < PATHS && !paths.includes(path)) paths.push(path)
      }
  return found
}

/** By content: those of the given ones that it is or has as a part. */
async function withMade(
  store: MetadataStore,
  contents: ReadonlySet<ContentReference>,
): Promise<ReadonlyMap<ContentReference, readonly ContentReference[]>> {
  const made = new Map<ContentReference, ContentReference[]>(
    [...contents].map((one) => [one, [one]]),
  )
  for await (const rows of pagesOf((after) => store.listContent({ after, limit: 1000 })))
    for (const { reference, parts = [] } of rows) {
      const hit = parts.filter((part) => contents.has(part.reference))
      if (hit.length === 0) continue
      made.set(reference, [...(made.get(reference) ?? []), ...hit.map((part) => part.reference)])
    }
  return made
}

async function* filesOf(
  store: MetadataStore,
  space: string,
  directory: Id,
  prefix: string,
): AsyncGenerator<{ readonly path: string; readonly content: ContentReference }> {
  const list = (after: string | undefined) =>
    store.listChildren(space, directory, { after, limit: 1000 })
  for await (const rows of pagesOf(list))
    for (const { id, name, type, content } of rows) {
      const path = `${prefix}/${name}`
      if (type === 'directory') yield* filesOf(store, space, id, path)
      else if (content !== undefined) yield { path, content }
    }
}
