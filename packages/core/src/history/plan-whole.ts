import { type MetadataStore, ROOT_ID } from '../spec/index.ts'
import type { PlannedNode } from './plan-node.ts'
import { PlannedTree } from './plan-tree.ts'
import type { UndoPlan } from './plan-undo.ts'

/**
 * Whether the tree holds together once all of a plan is done, as its commit will ask: each place is free, directories
 * above are there, directories that end are empty. Asks for each node.
 */
export async function holdsTogether(
  store: MetadataStore,
  space: string,
  { nodes, touched }: Pick<UndoPlan, 'nodes' | 'touched'>,
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
