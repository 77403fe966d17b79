const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-zA-Z0-9~_-][a-zA-Z0-9._~-]*$/
const LONGEST = 214

/** Whether a text can be the name of a package, and so of a folder below `node_modules` and of nothing else. */
export function isPackageName(name: string): boolean {
  return name.length <= LONGEST && NAME.test(name) && name !== 'node_modules'
}
