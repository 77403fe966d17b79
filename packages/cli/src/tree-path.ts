const PREFIX = /^nx:(?=\/|$)/

/** Whether an argument of `cp` or `sync` means the tree: `nx:/path`. */
export function isTreePath(argument: string): boolean {
  return PREFIX.test(argument)
}

/** A path in the tree, with or without `nx:` before it. */
export function treePath(argument: string): string {
  return argument.replace(PREFIX, '') || '/'
}

/** The last name of a path; empty for the root. */
export function lastName(path: string): string {
  return path.split('/').findLast((segment) => segment !== '') ?? ''
}

/** The path of a name in a directory. */
export function joinTree(directory: string, name: string): string {
  return `${directory.replace(/\/+$/, '')}/${name}`
}
