import type { FilesystemModel } from './model.ts'
import { Refused } from './refused.ts'
import { above, find, type ModelContent, type ModelNode, ROOT } from './tree.ts'

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

/**
 * The content of a version of the file at a path, else of the last one that was there before, in the same directory,
 * and had that version.
 */
export function versionAt(model: FilesystemModel, path: string, version: number): ModelContent {
  const seen = new Set<number>()
  const directory = lastDirectory(model, path)
  const trees = knownTrees(model)
  for (const [index, tree] of trees.entries()) {
    const { node } = find(tree, path)
    if (
      node === undefined ||
      node.place.value?.parent !== directory ||
      seen.has(node.key) ||
      node.type === 'directory'
    )
      continue
    seen.add(node.key)
    for (const earlier of trees.slice(index)) {
      const state = earlier.get(node.key)
      if (state?.place.value != null && state.version === version) return state.content.value
    }
  }
  throw new Refused('NOT_FOUND', ...(model.horizon > 0 ? (['HISTORY_EXPIRED'] as const) : []))
}

/** The directory that a path is in, or the last one that was there. */
function lastDirectory(model: FilesystemModel, path: string): number | undefined {
  const directory = above(path)
  if (directory === '/') return ROOT
  for (const tree of knownTrees(model)) {
    const { node } = find(tree, directory)
    if (node?.type === 'directory') return node.key
  }
  return undefined
}
