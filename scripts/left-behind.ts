/** What a changeset asks for. */
export type Bump = 'major' | 'minor' | 'patch'

/** A package, with the packages that its users have to install beside it. */
export interface Peer {
  readonly name: string
  readonly version: string
  readonly peers: readonly string[]
}

/** A package whose next version would need a version of another that its users need not have. */
export interface LeftBehind {
  readonly name: string
  /** The package that leaves the range `^` of its present version. */
  readonly leaving: string
  /** The least that has to be announced for `name`. */
  readonly least: Bump
}

/**
 * Lists the packages whose peer is announced with a change that may break them, and which are not themselves. They
 * would be released as patches that need another peer, and so break the projects of all who take patches.
 */
export function leftBehind(
  packages: readonly Peer[],
  bumps: ReadonlyMap<string, Bump>,
): readonly LeftBehind[] {
  const breaking = new Set(packages.filter((one) => mayBreak(one, bumps)).map(({ name }) => name))
  return packages
    .filter(({ name }) => !breaking.has(name))
    .flatMap(({ name, version, peers }) =>
      peers
        .filter((peer) => breaking.has(peer))
        .map((leaving) => ({ name, leaving, least: leastBreaking(version) })),
    )
}

function mayBreak({ name, version }: Peer, bumps: ReadonlyMap<string, Bump>): boolean {
  const bump = bumps.get(name)
  return bump === 'major' || (bump !== undefined && bump === leastBreaking(version))
}

/** What leaves the range `^version`, see https://semver.org/#spec-item-4. */
function leastBreaking(version: string): Bump {
  return version.startsWith('0.') ? 'minor' : 'major'
}
