import type { NexusError } from '../../errors/index.ts'
import type { Mutation, NodeRow, StructuralProblem } from '../../spec/index.ts'
import { commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import type { Change, Place, TreeContext } from './context.ts'
import { alreadyExists, getNode } from './find.ts'
import { checkReplacing, checkTargets, refusal, sourceGuards, type TransferFields } from './move.ts'
import { type ParentPlan, planParent } from './parents.ts'
import { commitOf } from './remove.ts'

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
    context.store,
    commitOf(from, change),
    async (): Promise<Plan> => {
      const { node } = await getNode(context.store, from.space, from.path)
      await checkReplacing(context, to, node.type)
      const parents = await planParent(context, to.space, to.path, 0, change.createdBy)
      const unchanged: Guard = { condition: { kind: 'unchanged', node: node.id, from: node.from } }
      return {
        guards: [
          ...sourceGuards(context, from, fields, node.parent, node.name),
          ...targetGuards(to, parents, fields),
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
    modifiedAt: node.modifiedAt,
    origin: { node: node.id, version: node.version },
  }
}

/** Without `overwrite` a file copy, which is a put, must find nothing at its target. */
function targetGuards(to: Place, parents: ParentPlan, { overwrite }: TransferFields): Guard[] {
  if (overwrite) return []
  const name = to.path.segments.at(-1) as string
  if (parents.known !== undefined)
    return [
      {
        condition: { kind: 'absent', parent: parents.known, name },
        lost: () => alreadyExists(to.path),
      },
    ]
  return parents.missing === undefined
    ? []
    : [{ condition: { kind: 'absent', ...parents.missing } }]
}

function refuse(
  problem: StructuralProblem,
  from: Place,
  to: Place,
  fields: TransferFields,
): NexusError | undefined {
  return refusal(problem, from.path, to.path, fields.overwrite)
}
