import type { Attributes, NodeRow } from '../../spec/index.ts'
import { commitPlanned, type Guard } from './commit-planned.ts'
import type { FileConditions } from './conditions.ts'
import type { Change, Place, TreeContext } from './context.ts'
import { getNode } from './find.ts'
import { sourceGuards } from './move.ts'
import { commitOf } from './remove.ts'

/** Changes the attributes of a node from what they are now. */
export async function changeAttributes(
  context: TreeContext,
  place: Place,
  conditions: FileConditions,
  change: Change,
  edit: (before: Attributes) => Attributes,
): Promise<NodeRow> {
  const committed = await commitPlanned(context.store, commitOf(place, change), async () => {
    const { node } = await getNode(context.store, place.space, place.path)
    const unchanged: Guard = { condition: { kind: 'unchanged', node: node.id, from: node.from } }
    return {
      guards: [...(await sourceGuards(context, place, conditions, node)), unchanged],
      mutations: [{ kind: 'attributes', node: node.id, attributes: edit(node.attributes ?? {}) }],
    }
  })
  return committed.mutations[0]?.node as NodeRow
}
