import type { NodeRow, Sequence } from '../../spec/index.ts'
import type { BatchContext } from './batch-context.ts'

/** Ends a node. Content of a state that is not kept, since the same operation made it, becomes a candidate. */
export function endNode({ tables, time }: BatchContext, row: NodeRow, to: Sequence): void {
  tables.endNode(row, to)
  if (row.from === to && row.content !== undefined) tables.addCandidate(row.content, time)
}

/** Gives a node its next state. Content of a state that is not kept becomes a candidate, as of {@link endNode}. */
export function replaceNode({ tables, time }: BatchContext, before: NodeRow, after: NodeRow): void {
  tables.replaceNode(before, after)
  const isLost = before.from === after.from && before.content !== after.content
  if (isLost && before.content !== undefined) tables.addCandidate(before.content, time)
}
