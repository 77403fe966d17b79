import type { HistoryRow, Id, NodeRestore, NodeRow, OperationRow } from '../spec/index.ts'
import { type Facet, isSameFacet } from './facets.ts'
import type { Effect } from './undo-deeds.ts'

/** A change of a node that stays as it is. */
export interface StandingChange {
  readonly operation: OperationRow
  readonly facets: readonly Facet[]
}

/** What a node would be: the states that its facets are taken from; `place: null` when it is not there. */
export interface NodeFacets {
  readonly place: NodeRow | null
  readonly content: NodeRow
  readonly attributes: NodeRow
}

/** A node while operations are taken back, newest first; it begins as it is now. */
export class PlannedNode {
  readonly id: Id
  readonly type: 'file' | 'directory'
  /** As it is now; absent when it is not live. */
  readonly present: NodeRow | undefined
  /** As it is now, or was last. */
  readonly newest: NodeRow
  /** Changes that are not taken back, newest first. */
  standing: readonly StandingChange[]
  facets: NodeFacets

  constructor(present: NodeRow | undefined, newest: NodeRow, standing: readonly StandingChange[]) {
    this.id = newest.id
    this.type = newest.type
    this.present = present
    this.newest = newest
    this.standing = standing
    this.facets = { place: present ?? null, content: newest, attributes: newest }
  }

  /** A change of it stays, though the plan knew it as one that might be taken back. */
  keep(change: StandingChange): void {
    this.standing = [...this.standing, change].sort(
      (a, b) => b.operation.sequence - a.operation.sequence,
    )
  }

  /** Whether the facets are as an operation left them. */
  isAsLeftBy({ after }: Effect, facets: readonly Facet[]): boolean {
    const { place } = this.facets
    if (after === undefined) return place === null
    return place !== null && facets.every((facet) => isSameFacet(facet, this.#state(facet), after))
  }

  /** The facets with a change of them taken back. */
  without({ before, after }: Effect, changed: readonly Facet[]): NodeFacets {
    if (before === undefined) return { ...this.facets, place: null }
    if (after === undefined) return { place: before, content: before, attributes: before }
    return {
      place: changed.includes('place') ? before : this.facets.place,
      content: changed.includes('content') ? before : this.facets.content,
      attributes: changed.includes('attributes') ? before : this.facets.attributes,
    }
  }

  /** What a commit has to do to the node; `undefined` when it is so already. */
  restore(): NodeRestore | undefined {
    const { place, content, attributes } = this.facets
    if (place === null) return this.present && { node: this.id, place: null }
    const base = this.present ?? place
    const differs = (facet: Facet, state: NodeRow) => !isSameFacet(facet, state, base)
    const isPlaced = this.present === undefined || differs('place', place)
    const restore: NodeRestore = {
      node: this.id,
      ...(isPlaced && { place: place.from }),
      ...(this.type === 'file' && differs('content', content) && { content: content.from }),
      ...(differs('attributes', attributes) && { attributes: attributes.from }),
    }
    return Object.keys(restore).length === 1 ? undefined : restore
  }

  /** The row that it will have; its `from` is not known yet. */
  after(): NodeRow | undefined {
    const { place, content, attributes } = this.facets
    if (place === null) return undefined
    const { to: _, ...row } = content as HistoryRow
    const isNewest = content.content === this.newest.content
    return {
      ...row,
      parent: place.parent,
      name: place.name,
      version: isNewest ? this.newest.version : this.newest.version + 1,
      attributes: attributes.attributes,
    }
  }

  #state(facet: Facet): NodeRow {
    return this.facets[facet] ?? this.newest
  }
}
