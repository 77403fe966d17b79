import { NexusError } from '../../errors/index.ts'
import {
  type Batch,
  type ContentRef,
  type ContentRow,
  type Id,
  type Mutation,
  type MutationResult,
  type NodeRef,
  type NodeRow,
  ROOT_ID,
  type Sequence,
  type StructuralProblem,
} from '../../spec/index.ts'
import type { CommitTables } from './tables.ts'

/** What the mutations of one batch share while they are applied. */
export interface BatchContext {
  readonly tables: CommitTables
  readonly batch: Batch
  /** Milliseconds UTC: the one time of the whole commit. */
  readonly time: number
  /** One for each operation. */
  readonly sequences: Sequence[]
  /** One for each mutation that was applied so far. */
  readonly results: MutationResult[]
  /** Operations that have had their first effect. */
  readonly noted: boolean[]
  /** The last directory that was seen live, so that a batch into one directory looks it up once. */
  directory: Id
  /**
   * Directories that this batch made, each with the names that it put there since: nothing else can be in them. Holds
   * as long as only files and directories are put; what moves, removes or copies ends it.
   */
  readonly made: Map<Id, Set<string>>
  /** Nodes that preconditions looked at; absent ones too. They hold until the first mutation. */
  readonly seen: Map<Id, NodeRow | undefined>
  /** For records of a batch without operations. */
  ownSequence: Sequence | undefined
}

/** What applying a mutation gives: its result, or why it cannot be applied. */
export type Applied = MutationResult | StructuralProblem

/** The sequence of the operation that a mutation belongs to. */
export function sequenceOf(context: BatchContext, mutation: Mutation): Sequence {
  const index = mutation.operation ?? 0
  const sequence = context.sequences[index]
  if (sequence !== undefined) return sequence
  throw new NexusError(
    'INVALID_ARGUMENT',
    `A ${mutation.kind} mutation belongs to operation ${index}, and the batch has ${context.sequences.length} operations.`,
    { hint: 'Add an operation for it to the batch: every change of a node is logged.' },
  )
}

/** Notes the node of the operation's first effect. */
export function noteEffect(context: BatchContext, mutation: Mutation, node: Id): void {
  const index = mutation.operation ?? 0
  if (context.noted[index] === true) return
  context.noted[index] = true
  context.tables.setOperationNode(context.sequences[index] as Sequence, node)
}

/** The id behind a reference to a node. */
export function nodeId(context: BatchContext, reference: NodeRef): Id {
  if (typeof reference === 'string') return reference
  const node = earlier(context, reference.mutation).node
  if (node !== undefined) return node.id
  throw wrongReference(reference.mutation, 'node')
}

/** The row behind a reference to content; `undefined` when the store does not know it. */
export function contentRow(context: BatchContext, reference: ContentRef): ContentRow | undefined {
  if (typeof reference === 'number') return context.tables.getContent(reference)
  const content = earlier(context, reference.mutation).content
  if (content !== undefined) return content
  throw wrongReference(reference.mutation, 'content')
}

/** Sees to it that the parent is a live directory; the root always is. */
export function checkParent(context: BatchContext, parent: Id): StructuralProblem | undefined {
  if (parent === ROOT_ID || parent === context.directory) return undefined
  if (context.made.has(parent)) return undefined
  const row = context.tables.getNode(parent)
  if (row === undefined) return 'parentMissing'
  if (row.type !== 'directory') return 'notDirectory'
  context.directory = parent
  return undefined
}

/** The node at a place; asks only where the batch itself does not tell that there is none. */
export function childAt(
  { tables, made }: BatchContext,
  parent: Id,
  name: string,
): NodeRow | undefined {
  return made.get(parent)?.has(name) === false ? undefined : tables.findChild(parent, name)
}

/** Inserts a node that a mutation made at a free place. */
export function insertMade({ tables, made }: BatchContext, node: NodeRow): void {
  tables.insertNode(node)
  made.get(node.parent)?.add(node.name)
  if (node.type === 'directory') made.set(node.id, new Set())
}

/** Looks up a node before the first mutation; asks once. */
export function seeNode({ tables, seen }: BatchContext, id: Id): NodeRow | undefined {
  const known = seen.get(id)
  if (known !== undefined || seen.has(id)) return known
  const row = tables.getNode(id)
  seen.set(id, row)
  return row
}

/** True when `node` is `ancestor` or lies below it. */
export function liesWithin(context: BatchContext, node: Id, ancestor: Id): boolean {
  let at: NodeRow | undefined
  for (let id = node; ; id = at.parent) {
    if (id === ancestor) return true
    if (id === ROOT_ID) return false
    at = context.tables.getNode(id)
    if (at === undefined) return false
  }
}

function earlier(context: BatchContext, index: number): MutationResult {
  const result = context.results[index]
  if (result !== undefined) return result
  throw new NexusError(
    'INVALID_ARGUMENT',
    `A mutation refers to mutation ${index}, and only ${context.results.length} came before it.`,
    { hint: 'Refer to mutations by index, earlier ones only.' },
  )
}

function wrongReference(index: number, what: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `A mutation refers to the ${what} of mutation ${index}, which gives none.`,
    { hint: `Refer to a mutation that makes or finds a ${what}.` },
  )
}
