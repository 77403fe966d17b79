import type { Attributes } from '../../spec/index.ts'
import { ATTEMPTS_ON_CONTENT, commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import type { FileConditions } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { findNode, getNode } from './find.ts'
import { sourceGuards } from './move.ts'
import { planDirectory } from './parents.ts'

/**
 * Changes the attributes of a node from what they are now.
 * @param exists - that the directory exists by structure: it gets its row if it has none.
 */
export async function changeAttributes(
  context: TreeContext,
  place: Place,
  exists: boolean,
  conditions: FileConditions,
  change: Change,
  edit: (before: Attributes) => Attributes,
): Promise<void> {
  const { path, space } = place
  const commit = { ...commitOf(place, change), attempts: ATTEMPTS_ON_CONTENT }
  await commitPlanned(context, commit, async () => {
    if (exists && (await findNode(context.store, space, path)) === undefined)
      return planFirst(context, place, change, edit({}))
    const { node } = await getNode(context.store, space, path)
    const unchanged: Guard = { condition: { kind: 'unchanged', node: node.id, from: node.from } }
    return {
      guards: [...(await sourceGuards(context, place, conditions, node)), unchanged],
      mutations: [{ kind: 'attributes', node: node.id, attributes: edit(node.attributes ?? {}) }],
    }
  })
}

async function planFirst(
  context: TreeContext,
  { space, path }: Place,
  { createdBy }: Change,
  attributes: Attributes,
): Promise<Plan> {
  const depth = path.segments.length
  const { parent, missing, mutations } = await planDirectory(
    context,
    space,
    path,
    depth,
    0,
    createdBy,
  )
  return {
    guards: missing === undefined ? [] : [{ condition: { kind: 'absent', ...missing } }],
    mutations: [...mutations, { kind: 'attributes', node: parent, attributes }],
  }
}
