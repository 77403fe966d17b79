import { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Mutation, NodeRow, StructuralProblem } from '../../spec/index.ts'
import { commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import { absentGuards } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { getNode } from './find.ts'
import { checkReplacing, checkTargets, refusal, sourceGuards, type TransferFields } from './move.ts'
import { type ParentPlan, planParent } from './parents.ts'

/** Copies a node within its space; content is shared, no byte is moved. Gives the number of nodes. */
export async function copyNode(
  context: TreeContext,
  from: Place,
  to: Place,
  fields: TransferFields,
  change: Change,
): Promise<number> {
  checkTargets(from.path, to.path, 'copy')
  const committed = await commitPlanned(
    context,
    commitOf(from, change),
    async (): Promise<Plan> => {
      const { node } = await getNode(context.store, from.space, from.path)
      await checkReplacing(context, to, node.type)
      const parents = await planParent(context, to.space, to.path, 0, change.createdBy)
      const unchanged: Guard = { condition: { kind: 'unchanged', node: node.id, from: node.from } }
      return {
        guards: [
          ...(await sourceGuards(context, from, fields, node)),
          ...(fields.overwrite ? [] : absentGuards(to.path, parents)),
          unchanged,
        ],
        mutations: [...parents.mutations, copyMutation(context, node, to, parents, change)],
        refuse: (problem): NexusError | undefined => refuse(problem, from, to, fields),
      }
    },
  )
  return committed.mutations.at(-1)?.count ?? 1
}

function copyMutation(
  context: TreeContext,
  node: NodeRow,
  to: Place,
  parents: ParentPlan,
  change: Change,
): Mutation {
  const place = {
    parent: parents.parent,
    name: to.path.segments.at(-1) as string,
    createdBy: change.createdBy,
  }
  if (node.type === 'directory') return { kind: 'copyTree', node: node.id, ...place }
  return {
    kind: 'put',
    id: context.newId(),
    ...place,
    content: node.content as number,
    contentType: node.contentType,
    attributes: node.attributes ?? {},
    origin: { node: node.id, version: node.version },
  }
}

function refuse(
  problem: StructuralProblem,
  from: Place,
  to: Place,
  fields: TransferFields,
): NexusError | undefined {
  if (problem === 'contentMissing') return damagedSource(from.path)
  return refusal(problem, from.path, to.path, fields.overwrite)
}

function damagedSource(path: VirtualPath): NexusError {
  return new NexusError(
    'CORRUPT',
    `Cannot copy ${path.text}: its content was found to be damaged.`,
    { path: path.text, hint: 'Write the same bytes again to heal it.' },
  )
}
