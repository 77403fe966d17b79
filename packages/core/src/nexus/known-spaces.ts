import { pagesOf } from '../content/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { MetadataStore } from '../spec/index.ts'

/** Spaces that were ever written to, the default one first. */
export async function knownSpaces(store: MetadataStore): Promise<readonly string[]> {
  const names = new Set([DEFAULT_SPACE])
  const list = (after: string | undefined) => store.listSpaces({ after, limit: 1000, past: true })
  for await (const page of pagesOf(list)) for (const name of page) names.add(name)
  return [...names]
}
