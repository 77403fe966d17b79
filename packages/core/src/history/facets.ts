import { isDeepStrictEqual } from 'node:util'
import type { NodeRow } from '../spec/index.ts'

/** What of a node can change apart: where it is and that it is; content with its type and time; attributes. */
export type Facet = 'place' | 'content' | 'attributes'

/** All facets. */
export const FACETS: readonly Facet[] = ['place', 'content', 'attributes']

/** The facets that an operation changed; coming and going changes all of them. A new version is a change, also with the same bytes. */
export function changedFacets(
  before: NodeRow | undefined,
  after: NodeRow | undefined,
): readonly Facet[] {
  if (before === undefined || after === undefined) return FACETS
  return FACETS.filter(
    (facet) =>
      !isSameFacet(facet, before, after) ||
      (facet === 'content' && before.version !== after.version),
  )
}

/** Whether a facet has the same value in two states of a node. */
export function isSameFacet(facet: Facet, a: NodeRow, b: NodeRow): boolean {
  switch (facet) {
    case 'place':
      return a.parent === b.parent && a.name === b.name
    case 'content':
      return (
        a.content === b.content && a.contentType === b.contentType && a.modifiedAt === b.modifiedAt
      )
    case 'attributes':
      return (
        a.attributes === b.attributes || isDeepStrictEqual(a.attributes ?? {}, b.attributes ?? {})
      )
  }
}
