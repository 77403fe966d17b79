import { NexusError } from '../../errors/index.ts'
import { isWithin, type VirtualPath } from '../../path/index.ts'
import type { NodeRow, StructuralProblem } from '../../spec/index.ts'
import { commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import { type FileConditions, matchGuards } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { alreadyExists, findNode, getNode, isADirectory } from './find.ts'
import { planParent } from './parents.ts'
import { atPlace } from './remove.ts'

/** How a node is moved or copied. */
export interface TransferFields extends FileConditions {
  /** Replace a file at the target. */
  readonly overwrite: boolean
}

/** Moves a node to another place of its space: one row, whatever the size of the subtree. */
export async function moveNode(
  context: TreeContext,
  from: Place,
  to: Place,
  fields: TransferFields,
  change: Change,
): Promise<void> {
  checkTargets(from.path, to.path, 'rename')
  await commitPlanned(context, commitOf(from, change), async (): Promise<Plan> => {
    const { node } = await getNode(context.store, from.space, from.path)
    await checkReplacing(context, to, node.type)
    const parents = await planParent(context, to.space, to.path, 0, change.createdBy)
    const move = {
      kind: 'move',
      node: node.id,
      parent: parents.parent,
      name: to.path.segments.at(-1) as string,
      replace: fields.overwrite,
    } as const
    return {
      guards: [...(await sourceGuards(context, from, fields, node)), atPlace(node)],
      mutations: [...parents.mutations, move],
      refuse: (problem) => refusal(problem, from.path, to.path, fields.overwrite),
    }
  })
}

/** `ifMatch` of a transfer is about its source. */
export function sourceGuards(
  context: TreeContext,
  from: Place,
  { ifMatch }: FileConditions,
  { parent, name }: NodeRow,
): Promise<readonly Guard[]> {
  return matchGuards(context, from, parent, name, ifMatch)
}

/** A directory cannot replace anything, and nothing can replace a directory. */
export async function checkReplacing(
  context: TreeContext,
  to: Place,
  type: 'file' | 'directory',
): Promise<void> {
  const target = await findNode(context.store, to.space, to.path)
  if (target === undefined) return
  if (target.node.type === 'directory' && type === 'file') throw isADirectory(to.path)
  if (type === 'directory') throw alreadyExists(to.path)
}

/** @throws `INVALID_ARGUMENT` when the target is the source or lies below it. */
export function checkTargets(from: VirtualPath, to: VirtualPath, call: 'rename' | 'copy'): void {
  if (!isWithin(to, from)) return
  const where = to.text === from.text ? 'onto itself' : `into itself (${to.text})`
  throw new NexusError('INVALID_ARGUMENT', `Cannot ${call} ${from.text} ${where}.`, {
    path: from.text,
    hint: 'Name a target outside of it.',
  })
}

export function refusal(
  problem: StructuralProblem,
  from: VirtualPath,
  to: VirtualPath,
  overwrite: boolean,
): NexusError | undefined {
  if (problem === 'nameTaken' && !overwrite) return alreadyExists(to)
  if (problem === 'cycle') {
    return new NexusError(
      'INVALID_ARGUMENT',
      `Cannot move ${from.text} to ${to.text}: it would lie below itself.`,
      { path: from.text },
    )
  }
  return undefined
}
