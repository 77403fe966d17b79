import type { __Type__Config } from './options.ts'

/** Refuses paths at or below protected ones, and those that hold one. @throws the reason of the veto. */
export function refuseProtected({ protect }: __Type__Config, ...paths: readonly string[]): void {
  for (const path of paths) {
    const found = protect.find((place) => isWithin(path, place) || isWithin(place, path))
    if (found !== undefined) throw new Error(`${found} is protected`)
  }
}

/** Compares by segments, so that `/docs` does not hold `/docs2`. */
function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}
