import { pagesOf } from '../content/index.ts'
import { HORIZONS } from '../history/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { MetadataStore } from '../spec/index.ts'

/** Spaces that hold a node, or whose history was pruned before, the default one first. */
export async function knownSpaces(store: MetadataStore): Promise<readonly string[]> {
  const names = new Set([DEFAULT_SPACE])
  for await (const page of pagesOf((after) => store.listSpaces({ after, limit: 1000 })))
    for (const name of page) names.add(name)
  const horizons = (after: string | undefined) =>
    store.scanRecords(HORIZONS, { after, limit: 1000 })
  for await (const page of pagesOf(horizons)) for (const { key } of page) names.add(key)
  return [...names]
}
