import { usageError } from '../cli-error.ts'

/** A package that is to be installed, as the user named it. */
export interface PackageSpec {
  /** `nexusfs-plugin-audit`, or `@acme/nexusfs-plugin-audit`. */
  readonly name: string
  /** A version, a range or a tag. */
  readonly version?: string | undefined
  /** Name and version, as package managers take them. */
  readonly text: string
}

// What npm takes for the name of a new package; a first character that is no letter or digit could be read as an option.
const NAME = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/
const VERSION = /^[\w.^~<>=*|+ -]+$/
const LONGEST = 214
// npm and pnpm take anything that ends so for a file, also behind an @.
const ARCHIVE = /\.(?:tgz|tar|tar\.gz)$/i

/**
 * Reads the name of a package in a registry, with or without `@VERSION`. Everything else that package managers install
 * too (folders, archives, addresses, git repositories, aliases) is refused, as nobody sees from it what comes.
 * @throws `INVALID_ARGUMENT`.
 */
export function parsePackageSpec(text: string): PackageSpec {
  const at = text.indexOf('@', 1)
  const name = at === -1 ? text : text.slice(0, at)
  const version = at === -1 ? undefined : text.slice(at + 1)
  const isSound =
    NAME.test(name) && name.length <= LONGEST && !RESERVED.has(name) && !ARCHIVE.test(text)
  if (isSound && (version === undefined || VERSION.test(version))) return { name, version, text }
  throw usageError(
    `${JSON.stringify(text)} is ${whatItIs(text)}, not the name of a package in a registry.`,
    'Write NAME, @SCOPE/NAME or NAME@VERSION; "nexus plugins search" finds packages. What is no package of a registry your package manager can install by itself.',
  )
}

const RESERVED: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico'])

function whatItIs(text: string): string {
  if (text === '') return 'nothing'
  if (/^[a-z+]+:/i.test(text) || /@[a-z+]+:/i.test(text)) return 'an address or an alias'
  if (/^[.~/]|[\\]/.test(text) || ARCHIVE.test(text) || text.split('/').length > 2) return 'a path'
  if (text.includes('/')) return 'a repository or a path'
  return 'something else'
}
