import { HOOK_NAMES } from '../spec/index.ts'
import { didYouMean } from './closest.ts'
import { isPrintable, quoteValue } from './quote-value.ts'
import { isTypeName } from './type-name.ts'

/** The kinds of what a package can provide. */
export const MANIFEST_KINDS = ['backend', 'store', 'plugin', 'command'] as const

/** One of {@link MANIFEST_KINDS}. */
export type ManifestKind = (typeof MANIFEST_KINDS)[number]

/** One row of `nexusfs.provides` in a package.json; whether its files are there has not been looked at. */
export interface ManifestRow {
  readonly kind: ManifestKind
  /** What `nexus.yaml` names. */
  readonly type: string
  /** One line for people, 1 to 100 characters. */
  readonly title: string
  /** Version of the contract, from 1; it may be newer than the one that this package knows. */
  readonly apiVersion: number
  /** Path of the module, from the folder of the package; starts with `./`, and may yet lead out of the package. */
  readonly entry: string
  /** Path of the JSON Schema of its options, likewise. */
  readonly options?: string | undefined
  /** Hooks that a plugin says it has, as they are written; empty where it names none, absent for other kinds. */
  readonly hooks?: readonly string[] | undefined
}

/** One thing that is wrong with a row. */
export interface ManifestFault {
  /** The member that is wrong; `undefined` where the row is no mapping. */
  readonly member: keyof ManifestRow | undefined
  /** The end of a sentence that begins with the member: what it must be, and what was found. */
  readonly reason: string
}

/** What {@link readManifestRow} found. */
export interface ManifestRowReading {
  /** The members that are sound; the whole row, when there are no faults. */
  readonly members: Partial<ManifestRow>
  /** In the order of the members of {@link ManifestRow}, one of each at most. */
  readonly faults: readonly ManifestFault[]
}

type Members = Readonly<Record<string, unknown>>
/** Why a member is wrong; nothing when it is sound. */
type Rule = (value: unknown, row: Members) => string | undefined

const LONGEST_TITLE = 100
const RULES: Readonly<Record<keyof ManifestRow, Rule>> = {
  kind: kindFault,
  type: typeFault,
  title: titleFault,
  apiVersion: versionFault,
  entry: pathFault,
  options: (value) => (value === undefined ? undefined : pathFault(value)),
  hooks: (value, { kind }) => (value === undefined ? undefined : hooksFault(value, kind)),
}

/** Reads one element of `nexusfs.provides`, whatever it is; members that are not known are left out. Never throws. */
export function readManifestRow(value: unknown): ManifestRowReading {
  if (!isMapping(value)) {
    const reason = `must be a mapping, found ${quoteValue(value)}`
    return { members: {}, faults: [{ member: undefined, reason }] }
  }
  const members: Record<string, unknown> =
    value.kind === 'plugin' && value.hooks === undefined ? { hooks: [] } : {}
  const faults: ManifestFault[] = []
  for (const [name, rule] of Object.entries(RULES)) {
    const reason = rule(value[name], value)
    if (reason !== undefined) faults.push({ member: name as keyof ManifestRow, reason })
    else if (value[name] !== undefined) members[name] = value[name]
  }
  return { members, faults }
}

function kindFault(value: unknown): string | undefined {
  if (isKind(value)) return undefined
  const meant = typeof value === 'string' ? didYouMean(value, MANIFEST_KINDS) : ''
  const kinds = `${MANIFEST_KINDS.slice(0, -1).join(', ')} or ${MANIFEST_KINDS.at(-1)}`
  return `must be ${kinds}, found ${quoteValue(value)}${meant}`
}

function typeFault(value: unknown): string | undefined {
  if (isTypeName(value)) return undefined
  return `must be a lower-case letter, then a-z 0-9 -, found ${quoteValue(value)}`
}

function titleFault(value: unknown): string | undefined {
  const isTitle =
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= LONGEST_TITLE &&
    // It is printed on terminals, which take control characters for orders.
    isPrintable(value)
  if (isTitle) return undefined
  return `must be one line of up to ${LONGEST_TITLE} characters, found ${quoteValue(value)}`
}

function versionFault(value: unknown): string | undefined {
  if (Number.isInteger(value) && Number(value) > 0) return undefined
  return `must be a whole number from 1, found ${quoteValue(value)}`
}

function pathFault(value: unknown): string | undefined {
  if (typeof value === 'string' && value.startsWith('./') && !value.includes('\0')) return undefined
  return `must be a path that starts with ./, found ${quoteValue(value)}`
}

function hooksFault(value: unknown, kind: unknown): string | undefined {
  // A kind that is wrong may have been meant to be a plugin.
  if (kind !== 'plugin' && isKind(kind)) return 'is for plugins alone'
  if (!Array.isArray(value)) return `must be a list of hooks, found ${quoteValue(value)}`
  const names: readonly unknown[] = HOOK_NAMES
  const unknown = value.findIndex((name) => !names.includes(name))
  if (unknown === -1) return undefined
  const name: unknown = value[unknown]
  const meant = typeof name === 'string' ? didYouMean(name, HOOK_NAMES) : ''
  return `names ${quoteValue(name)}, which is no hook${meant}`
}

function isKind(value: unknown): value is ManifestKind {
  return MANIFEST_KINDS.some((known) => known === value)
}

function isMapping(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
