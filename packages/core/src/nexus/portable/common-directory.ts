import { isWithin, parentPath, ROOT_PATH, type VirtualPath } from '../../path/index.ts'

/** The deepest directory that all paths lie in; a single path stands for itself. */
export function commonDirectory(paths: readonly VirtualPath[]): VirtualPath {
  const [first, ...rest] = paths
  if (first === undefined) return ROOT_PATH
  let common = first
  for (const path of rest) {
    if (common === first) common = parentPath(first)
    while (!isWithin(path, common)) common = parentPath(common)
  }
  return common
}
