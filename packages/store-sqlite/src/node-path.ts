/** The id of the directory that holds the last of so many names, as an expression; binds space and name of each, the last first. */
export function parentOf(depth: number): string {
  let parent = 'zeroblob(16)'
  for (let level = 1; level < depth; level++)
    parent = `(SELECT id FROM nodes WHERE space = ? AND name = ? AND parent = ${parent})`
  return parent
}
