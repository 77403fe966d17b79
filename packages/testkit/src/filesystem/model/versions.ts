import type { FilesystemModel } from './model.ts'
import { find, type ModelContent, type ModelNode } from './tree.ts'

/** Trees that are sure to be known still, newest first. */
function knownTrees({ tree, log, horizon }: FilesystemModel) {
  return [
    tree,
    ...log
      .slice(Math.max(0, horizon - 1))
      .map(({ after }) => after)
      .reverse(),
  ]
}

/** All versions of a node that are sure to be known still, newest first, with the newest state of each. */
export function versionsOf(model: FilesystemModel, key: number): ModelNode[] {
  const versions = new Map<number, ModelNode>()
  for (const tree of knownTrees(model)) {
    const node = tree.get(key)
    if (node?.place.value != null && !versions.has(node.version)) versions.set(node.version, node)
  }
  return [...versions.values()].sort((a, b) => b.version - a.version)
}

/** The content of a version of the file at a path, else of the last one that was there before and had that version. */
export function findVersion(
  model: FilesystemModel,
  { path, version }: { readonly path: string; readonly version: number },
): ModelContent | undefined {
  const seen = new Set<number>()
  const trees = knownTrees(model)
  for (const [index, tree] of trees.entries()) {
    const { node } = find(tree, path)
    if (node === undefined || seen.has(node.key) || node.type === 'directory') continue
    seen.add(node.key)
    for (const earlier of trees.slice(index)) {
      const state = earlier.get(node.key)
      if (state?.place.value != null && state.version === version) return state.content.value
    }
  }
  return undefined
}
