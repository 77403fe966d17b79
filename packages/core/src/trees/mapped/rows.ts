import { compareNames } from '../../kit/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Id, NodeRow } from '../../spec/index.ts'
import { findNode } from '../managed/index.ts'
import { observationsOf } from './ledger-records.ts'
import type { MappedContext } from './mapped-context.ts'

/** Rows of a page of the store. */
const PAGE = 1000

/** The row of what is at a path, if it was made for it: not that of managed content from before the mount. */
export async function rowAt(
  { mount, context }: MappedContext,
  path: VirtualPath,
  type: 'file' | 'directory',
): Promise<NodeRow | undefined> {
  const node = (await findNode(context.store, mount.space, path))?.node
  if (node === undefined || node.type !== type) return undefined
  if (type === 'directory') return node
  const [known] = await observationsOf(context.store, [node.id])
  return known === undefined ? undefined : node
}

/** The rows of a directory, read along with a listing of it whose names only grow. */
export class DirectoryRows {
  readonly #mapped: MappedContext
  readonly #directory: Id | undefined
  readonly #rows = new Map<string, NodeRow>()
  #after: string | undefined
  #done: boolean

  constructor(mapped: MappedContext, directory: Id | undefined, after: string | undefined) {
    this.#mapped = mapped
    this.#directory = directory
    this.#after = after === undefined ? undefined : rowsAfter(after)
    this.#done = directory === undefined
  }

  /** The rows of names, those that were not given before. */
  async take(names: readonly string[]): Promise<ReadonlyMap<string, NodeRow>> {
    const last = names.reduce((a, b) => (compareNames(a, b) < 0 ? b : a), '')
    while (!this.#done && (this.#after === undefined || compareNames(this.#after, last) < 0))
      await this.#more()
    const taken = new Map<string, NodeRow>()
    for (const name of names) {
      const row = this.#rows.get(name)
      if (row === undefined) continue
      taken.set(name, row)
      this.#rows.delete(name)
    }
    return taken
  }

  async #more(): Promise<void> {
    const { mount, context } = this.#mapped
    const options = { after: this.#after, limit: PAGE }
    const page = await context.store.listChildren(mount.space, this.#directory as Id, options)
    const files = page.rows.filter(({ type }) => type === 'file')
    const ids = files.map(({ id }) => id)
    const known = ids.length === 0 ? [] : await observationsOf(context.store, ids)
    const ours = new Set(ids.filter((_, index) => known[index] !== undefined))
    for (const row of page.rows)
      if (row.type === 'directory' || ours.has(row.id)) this.#rows.set(row.name, row)
    this.#after = page.next ?? this.#after
    this.#done = page.next === undefined
  }
}

/**
 * After which row those begin that can come after an entry: a directory sorts with a slash, so `a` comes after `a-b`
 * there, and before it among rows.
 */
function rowsAfter(entry: string): string | undefined {
  const name = entry.endsWith('/') ? entry.slice(0, -1) : entry
  for (let end = 1; end < name.length; end++)
    if ((name[end] as string) < '/') return end === 1 ? undefined : name.slice(0, end - 1)
  return name
}
