import { NexusError } from '../errors/index.ts'
import { type MetadataStore, ROOT_ID } from '../spec/index.ts'
import type { PlannedNode } from './plan-node.ts'
import { findPlannedPaths, type PlannedPaths } from './plan-paths.ts'
import { PlannedTree } from './plan-tree.ts'
import { planUndo, type UndoPlan, type UndoQuestion } from './plan-undo.ts'
import { findTooLong, sayTooLong } from './too-long.ts'

/** A plan with the paths that its nodes have and would have. */
export interface WholePlan {
  readonly plan: UndoPlan
  readonly paths: PlannedPaths
}

/**
 * What is undone is one change, so only the tree that comes out has to hold together; what stands in the way is looked
 * for operation by operation where it does not.
 * @param isDoubted - finds out whether it does; else the commit will.
 * @throws `UNDO_CONFLICT` for a path that is too long, though none of the operations alone makes it so.
 */
export async function planWhole(
  question: Omit<UndoQuestion, 'careful'>,
  isDoubted: boolean,
): Promise<WholePlan> {
  const { store, space } = question
  const whole = await planWithPaths({ ...question, careful: false })
  const isPossible = (await findTooLong(whole.plan, whole.paths)) === undefined
  if (isPossible && (!isDoubted || (await holdsTogether(store, space, whole.plan)))) return whole
  const careful = await planWithPaths({ ...question, careful: true })
  const tooLong = await findTooLong(careful.plan, careful.paths)
  if (tooLong === undefined) return careful
  throw new NexusError(
    'UNDO_CONFLICT',
    `It cannot be undone as one: ${sayTooLong(tooLong.text)}.`,
    {
      hint: 'Undo the operations one by one, the newest first.',
    },
  )
}

async function planWithPaths(question: UndoQuestion): Promise<WholePlan> {
  const plan = await planUndo(question)
  const { nodes, touched } = plan
  return { plan, paths: await findPlannedPaths(question.store, question.space, nodes, touched) }
}

/**
 * Whether the tree holds together once all of a plan is done, as its commit will ask: each place is free, directories
 * above are there, directories that end are empty. Asks for each node.
 */
async function holdsTogether(
  store: MetadataStore,
  space: string,
  { nodes, touched }: UndoPlan,
): Promise<boolean> {
  const tree = new PlannedTree(store, space, nodes)
  for (const node of touched) if (!(await holds(tree, node))) return false
  return true
}

async function holds(tree: PlannedTree, node: PlannedNode): Promise<boolean> {
  if (node.restore() === undefined) return true
  if (node.facets.place === null)
    return node.type === 'file' || (await tree.childrenOf(node.id, 1)).length === 0
  if ((await tree.findOther(node)) !== undefined) return false
  return (await tree.waysUp(node)).ends === ROOT_ID
}
