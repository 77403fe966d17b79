import { isWithin, parentPath, ROOT_PATH, type VirtualPath } from '../../path/index.ts'

/** The deepest directory that all paths lie in; a single path stands for itself. */
export function commonDirectory(paths: readonly VirtualPath[]): VirtualPath {
  const [first, ...rest] = paths
  if (first === undefined) return ROOT_PATH
  if (rest.length === 0) return first
  let common = parentPath(first)
  let inside = `${common.text}/`
  for (const path of rest) {
    if (path.text.startsWith(inside)) continue
    while (!isWithin(path, common)) common = parentPath(common)
    inside = `${common.text}/`
  }
  return common
}
