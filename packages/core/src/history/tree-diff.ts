import {
  type HistoryRow,
  type Id,
  type MetadataStore,
  type NodeRow,
  ROOT_ID,
  type Sequence,
} from '../spec/index.ts'
import { facetsOf, type NodeChange, type TreeChange, treeChanges } from './tree-change.ts'
import { TreePaths, type TreeState } from './tree-paths.ts'

/** Ids of one look-up, and changes of one page. */
const CHUNK = 1000
/** Operations of one look-up. */
const OPERATIONS = 500
/** Past so many operations going through the trees costs less. */
const MOST_OPERATIONS = 50_000

/** What {@link treeDiff} compares. */
export interface TreeDiff {
  readonly space: string
  readonly before: TreeState
  readonly after: TreeState
  /** Whether the caller may see a path. What is not shown is as if it were not there. */
  readonly isShown: (path: string) => boolean
  /** Operations that are gone through; past them both trees are. Default 50,000. */
  readonly mostOperations?: number | undefined
}

/**
 * Pages of what differs between two states of one directory, sorted by path. A node is told by its id: one that moved
 * within the directory is moved. What lies below a directory that moved is not told again. It costs what was changed
 * between the two, or, after very many operations, what both trees hold.
 */
export async function* treeDiff(
  store: MetadataStore,
  diff: TreeDiff,
): AsyncGenerator<readonly TreeChange[]> {
  const { space, before, after, mostOperations = MOST_OPERATIONS } = diff
  const low = Math.min(before.at, after.at)
  const high = Math.max(before.at, after.at)
  const ids =
    (await changedBetween(store, space, low, high, mostOperations)) ??
    (await inEither(store, space, before, after))
  const comparison = new Comparison(store, diff)
  for (let open = [...ids]; open.length > 0; ) open = await comparison.add(open)
  const changes = comparison.changes()
  for (let start = 0; start < changes.length; start += CHUNK)
    yield changes.slice(start, start + CHUNK)
}

/** Nodes that operations past `low` and up to `high` changed; `undefined` when these are too many. */
async function changedBetween(
  store: MetadataStore,
  space: string,
  low: Sequence,
  high: Sequence,
  mostOperations: number,
): Promise<ReadonlySet<Id> | undefined> {
  const nodes = new Set<Id>()
  let seen = 0
  for (let cursor = String(low), more = low < high; more; ) {
    const { rows, next } = await store.changes(space, cursor, OPERATIONS)
    const due = rows.filter(({ sequence }) => sequence <= high)
    seen += due.length
    if (seen > mostOperations) return undefined
    for await (const { id } of effectsOf(
      store,
      space,
      due.map(({ id }) => id),
    ))
      nodes.add(id)
    cursor = next
    more = due.length === rows.length && rows.length > 0
  }
  return nodes
}

async function* effectsOf(
  store: MetadataStore,
  space: string,
  operations: readonly Id[],
): AsyncGenerator<HistoryRow> {
  if (operations.length === 0) return
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.effects(space, operations, { after, limit: CHUNK })
    yield* page.rows
    after = page.next
    more = after !== undefined
  }
}

async function inEither(
  store: MetadataStore,
  space: string,
  ...states: readonly TreeState[]
): Promise<ReadonlySet<Id>> {
  const nodes = new Set<Id>()
  for (const { node, at } of states) {
    if (node !== ROOT_ID) nodes.add(node)
    for await (const row of below(store, space, node, at)) nodes.add(row.id)
  }
  return nodes
}

async function* below(
  store: MetadataStore,
  space: string,
  directory: Id,
  at: Sequence,
): AsyncGenerator<NodeRow> {
  const open = [directory]
  for (let parent = open.pop(); parent !== undefined; parent = open.pop())
    for (let after: string | undefined, more = true; more; ) {
      const page = await store.listChildren(space, parent, { at, after, limit: CHUNK })
      yield* page.rows
      for (const { id, type } of page.rows) if (type === 'directory') open.push(id)
      after = page.next
      more = after !== undefined
    }
}

/** Nodes before and after, as far as they are shown. */
class Comparison {
  readonly #store: MetadataStore
  readonly #diff: TreeDiff
  readonly #before: TreePaths
  readonly #after: TreePaths
  readonly #seen = new Set<Id>()
  readonly #changes: NodeChange[] = []

  constructor(store: MetadataStore, diff: TreeDiff) {
    const { space, before, after } = diff
    this.#store = store
    this.#diff = diff
    this.#before = new TreePaths(store, space, before)
    this.#after = new TreePaths(store, space, after)
  }

  /** Looks nodes up; gives others that must be looked at too: those in directories that came into the tree or left it. */
  async add(nodes: readonly Id[]): Promise<Id[]> {
    const more: Id[] = []
    for (let start = 0; start < nodes.length; start += CHUNK) {
      const ids = nodes.slice(start, start + CHUNK).filter((id) => !this.#seen.has(id))
      for (const id of ids) this.#seen.add(id)
      const before = await this.#before.rows(ids)
      const after = await this.#after.rows(ids)
      for (const index of ids.keys())
        more.push(...(await this.#compare(before[index], after[index])))
    }
    return more
  }

  changes(): readonly TreeChange[] {
    return treeChanges(
      this.#changes,
      (node) => this.#shownPath(this.#before, node),
      (node) => this.#shownPath(this.#after, node),
    )
  }

  async #compare(then: NodeRow | undefined, now: NodeRow | undefined): Promise<Id[]> {
    const before = this.#shown(this.#before, then)
    const after = this.#shown(this.#after, now)
    if (isChange(before, after)) this.#changes.push({ before, after })
    if (then === undefined || now === undefined || then.type === 'file') return []
    if (before === undefined && after !== undefined) return this.#idsBelow(now.id, this.#diff.after)
    if (before !== undefined && after === undefined)
      return this.#idsBelow(now.id, this.#diff.before)
    return []
  }

  async #idsBelow(directory: Id, { at }: TreeState): Promise<Id[]> {
    const ids: Id[] = []
    for await (const { id } of below(this.#store, this.#diff.space, directory, at)) ids.push(id)
    return ids
  }

  #shown(paths: TreePaths, node: NodeRow | undefined): NodeRow | undefined {
    return node !== undefined && this.#shownPath(paths, node) !== undefined ? node : undefined
  }

  #shownPath(paths: TreePaths, node: NodeRow): string | undefined {
    const path = paths.pathOf(node)
    return path !== undefined && this.#diff.isShown(path) ? path : undefined
  }
}

function isChange(before: NodeRow | undefined, after: NodeRow | undefined): boolean {
  if (before === undefined || after === undefined) return before !== after
  const isMoved = before.parent !== after.parent || before.name !== after.name
  return isMoved || facetsOf(before, after).length > 0
}
