import type { PreparedContent } from '../../content/index.ts'
import { isWithin, type VirtualPath } from '../../path/index.ts'
import type { Id, Mutation, NodeRef, NodeRow } from '../../spec/index.ts'
import { findNode, type Guard, makeBelow, type Plan, planDirectory } from '../managed/index.ts'
import type { Observation } from './ledger.ts'
import { deleteObservation, putObservation } from './ledger-records.ts'
import type { LedgerContext } from './mapped-history.ts'

/** What a file gets besides its content. */
type PutFields = Pick<
  Extract<Mutation, { kind: 'put' }>,
  'contentType' | 'attributes' | 'modifiedAt' | 'origin'
>

/** One commit of a mapped tree in the making: it only holds while the nodes are what was seen of them. */
export class Assembly {
  readonly context: LedgerContext
  readonly space: string
  readonly createdBy: string | undefined
  readonly guards: Guard[] = []
  readonly mutations: Mutation[] = []
  readonly #ended = new Set<Id>()
  readonly #renamed: { readonly from: VirtualPath; readonly to: VirtualPath }[] = []

  constructor(context: LedgerContext, space: string, createdBy: string | undefined) {
    this.context = context
    this.space = space
    this.createdBy = createdBy
  }

  /** The node at a path before the commit. */
  async nodeAt(path: VirtualPath): Promise<NodeRow | undefined> {
    return (await findNode(this.context.store, this.space, path))?.node
  }

  /** The commit only holds while the node is in this state. */
  keep({ id, from }: NodeRow): void {
    this.guards.push({ condition: { kind: 'unchanged', node: id, from } })
  }

  /** Adds a mutation and gives its index. */
  add(mutation: Mutation): number {
    return this.mutations.push(mutation) - 1
  }

  /** The directory above a path, made where it is missing. */
  parentOf(path: VirtualPath): Promise<NodeRef> {
    return this.directory(path, path.segments.length - 1)
  }

  /**
   * The directory that the first `depth` segments of a path name, made where it is missing. A file in the way, of which
   * the store knows, is there no more.
   */
  async directory(path: VirtualPath, depth: number): Promise<NodeRef> {
    const { context, space, createdBy } = this
    const names = path.segments.slice(0, depth)
    const walk = depth === 0 ? {} : await context.store.resolve(space, names)
    const last = walk.found?.node ?? walk.walked?.at(-1)
    if (last?.type === 'file') {
      this.keep(last)
      this.end(last)
      const below = names.slice((walk.walked?.length ?? depth) - 1)
      const { length } = this.mutations
      this.mutations.push(...makeBelow(context, last.parent, below, length, createdBy))
      return { mutation: this.mutations.length - 1 }
    }
    const { length } = this.mutations
    const plan = await planDirectory(context, space, path, depth, length, createdBy)
    if (plan.missing !== undefined)
      this.guards.push({ condition: { kind: 'absent', ...plan.missing } })
    this.mutations.push(...plan.mutations)
    return plan.parent
  }

  /**
   * The next version of the file at a path, with what was seen of its object. A directory of which the store knows there
   * is none any more: the object says so. Gives the id of the node.
   */
  async put(
    path: VirtualPath,
    there: NodeRow | undefined,
    content: Pick<PreparedContent, 'reference' | 'mutations'>,
    seen: Observation,
    fields: PutFields,
  ): Promise<Id> {
    const file = there?.type === 'file' ? there : undefined
    if (there !== undefined) this.keep(there)
    if (there !== undefined && file === undefined) this.end(there)
    const parent = await this.parentOf(path)
    if (there === undefined && typeof parent === 'string') this.#keepFree(parent, nameOf(path))
    this.mutations.push(...content.mutations)
    const reference = content.reference ?? { mutation: this.mutations.length - 1 }
    const id = file?.id ?? this.context.newId()
    const { createdBy } = this
    const place = { parent, name: nameOf(path), id, createdBy }
    this.add({ kind: 'put', ...place, content: reference, ...fields })
    this.add(putObservation(id, seen))
    return id
  }

  /** The directory at a path goes to another with all that is below it; what is known to be there is there no more. */
  async renameDirectory(from: VirtualPath, to: VirtualPath): Promise<void> {
    const node = await this.nodeAt(from)
    if (node?.type !== 'directory') return
    const there = await this.nodeAt(to)
    for (const row of there === undefined ? [node] : [node, there]) this.keep(row)
    if (there !== undefined) this.end(there)
    const parent = await this.parentOf(to)
    this.add({ kind: 'move', node: node.id, parent, name: nameOf(to) })
    this.#renamed.push({ from, to })
  }

  /** Whether what is at a path comes to another with a directory that this commit renames. */
  goesAlong(from: VirtualPath, to: VirtualPath): boolean {
    return this.#renamed.some(
      (directory) =>
        isWithin(from, directory.from) &&
        to.text === `${directory.to.text}${from.text.slice(directory.from.text.length)}`,
    )
  }

  /** The node ends, and all below it. */
  end({ id, type }: NodeRow): void {
    if (this.#ended.has(id)) return
    this.#ended.add(id)
    this.add({ kind: 'remove', node: id, recursive: true })
    if (type === 'file') this.add(deleteObservation(id))
  }

  /** Guards and mutations as a plan. */
  plan(refuse?: Plan['refuse']): Plan {
    return { guards: this.guards, mutations: this.mutations, refuse }
  }

  #keepFree(parent: Id, name: string): void {
    this.guards.push({ condition: { kind: 'absent', parent, name } })
  }
}

/** The name of what a path names. */
export function nameOf(path: VirtualPath): string {
  return path.segments.at(-1) as string
}
