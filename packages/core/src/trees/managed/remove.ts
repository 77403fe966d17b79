import { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Id, NodeRow, Sequence } from '../../spec/index.ts'
import { commitPlanned, type Guard } from './commit-planned.ts'
import { type FileConditions, matchGuards } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { getFile, getNode, notADirectory } from './find.ts'

/** Ends a file. @throws `NOT_FOUND`, `IS_A_DIRECTORY`, `CONFLICT`. */
export async function deleteFile(
  context: TreeContext,
  place: Place,
  conditions: FileConditions,
  change: Change,
): Promise<void> {
  await commitPlanned(context, commitOf(place, change), async () => {
    const { node } = await getFile(context.store, place.space, place.path)
    const { parent, name } = node
    const match = await matchGuards(context, place, parent, name, conditions.ifMatch)
    const guards = [...match, atPlace(node)]
    return { guards, mutations: [{ kind: 'remove', node: node.id }] }
  })
}

/** Ends a directory. @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `NOT_EMPTY`. */
export async function removeDirectory(
  context: TreeContext,
  place: Place,
  recursive: boolean,
  change: Change,
): Promise<number> {
  const committed = await commitPlanned(context, commitOf(place, change), async () => {
    const { node } = await getNode(context.store, place.space, place.path)
    if (node.type === 'file') throw notADirectory(place.path, place.path.segments.length)
    return {
      guards: [atPlace(node)],
      mutations: [{ kind: 'remove', node: node.id, recursive }],
      refuse: (problem) => (problem === 'notEmpty' ? notEmpty(place.path) : undefined),
    }
  })
  return committed.mutations[0]?.count ?? 1
}

/** A node as it was seen; `from` only of those that must not have changed since. */
export interface SeenNode {
  readonly id: Id
  readonly from?: Sequence | undefined
}

/** Ends exactly the nodes that were seen, directories given before what is in them. @throws `CONFLICT`, and ends none, when there is more or other. */
export async function removeSeen(
  context: TreeContext,
  place: Place,
  seen: readonly SeenNode[],
  change: Change,
): Promise<void> {
  const lost = () => changedMeanwhile(place.path)
  const guards = seen.flatMap(({ id, from }) =>
    from === undefined ? [] : [{ condition: { kind: 'unchanged', node: id, from } as const, lost }],
  )
  const mutations = seen.map(({ id }) => ({ kind: 'remove', node: id }) as const).reverse()
  await commitPlanned(context, commitOf(place, change), async () => ({
    guards,
    mutations,
    refuse: lost,
  }))
}

/** The node is still where it was seen. */
export function atPlace(node: NodeRow): Guard {
  return { condition: { kind: 'exists', node: node.id, parent: node.parent, name: node.name } }
}

/** The error of a directory that is not empty. */
export function notEmpty(path: VirtualPath): NexusError {
  return new NexusError('NOT_EMPTY', `The directory ${path.text} is not empty.`, {
    path: path.text,
    hint: 'Remove what is in it first, or use { recursive: true }.',
  })
}

function changedMeanwhile(path: VirtualPath): NexusError {
  return new NexusError(
    'CONFLICT',
    `${path.text} was copied, but changed meanwhile, so nothing of it was removed.`,
    { path: path.text, hint: 'Run the same call again: it goes on with what has changed.' },
  )
}
