import type { OperationType } from '@nexusfs/core/spec'
import type { ModelNode, ModelTree } from './tree.ts'

/** Who makes a call. */
export interface Actor {
  readonly user: string | undefined
  readonly run: string | undefined
}

/** What an undo did to the mark of an operation: the undo that it named before, and the one that it names after. */
export interface MarkChange {
  readonly operation: ModelOperation
  readonly before: ModelOperation | undefined
  readonly after: ModelOperation | undefined
}

/** A logged operation with the tree before and after it. */
export interface ModelOperation {
  /** Taken over from the answer. */
  id: string | undefined
  readonly type: OperationType
  /** Of an undo taken over from the log. */
  path: string | undefined
  readonly target?: string | undefined
  readonly actor: Actor
  readonly before: ModelTree
  readonly after: ModelTree
  /** Directories that were made because they were missing on the way to what it was about. */
  readonly way: ReadonlySet<number>
  /** Operations that it undid, and marks that it changed. */
  readonly undid: readonly ModelOperation[]
  marks: readonly MarkChange[]
  /** The undo that took it back, while that one stands. */
  undoneBy: ModelOperation | undefined
}

/** What an operation did to one node. */
export interface ModelEffect {
  readonly before: ModelNode | undefined
  readonly after: ModelNode
}

/** What an operation did, node by node. */
export function effectsOf({ before, after }: ModelOperation): ModelEffect[] {
  return [...after.values()]
    .filter((node) => before.get(node.key) !== node)
    .map((node) => ({ before: before.get(node.key), after: node }))
}
