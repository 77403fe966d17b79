import { type ContentRow, INLINE, type MetadataStore } from '@nexusfs/core'

/** Content of a store that lies in a backend as one object, page by page. */
export async function* namedObjects(store: MetadataStore): AsyncGenerator<readonly ContentRow[]> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.listContent({ after, limit: 1000 })
    yield page.rows.filter(isObject)
    after = page.next
    more = after !== undefined
  }
}

/** What is announced only, or let go, no file names; what lies elsewhere is not the backup's. */
function isObject({ backend, state, parts, locator }: ContentRow): boolean {
  const isNamed = state !== 'pending' && state !== 'condemned'
  return backend !== INLINE && parts === undefined && locator === undefined && isNamed
}
