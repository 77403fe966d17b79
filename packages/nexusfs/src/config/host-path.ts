import { join, resolve } from 'node:path'

/** A path of the host made absolute: `~` is the home folder, anything else relative counts from `base`. */
export function hostPath(path: string, base: string, home: string): string {
  if (path === '~') return home
  if (path.startsWith('~/')) return join(home, path.slice(2))
  return resolve(base, path)
}
