import { HOOK_NAMES } from '@nexusfs/core'
import { didYouMean } from '../config/closest.ts'
import { isPrintable, quote } from './text-of.ts'
import type { ProvidedKind } from './types.ts'

/** A row of a manifest as far as it is sound; its files have not been looked at. */
export interface ManifestRow {
  readonly kind: ProvidedKind | 'unknown'
  readonly type: string
  readonly title: string
  readonly apiVersion: number
  /** Path of the module, from the folder of the package; empty where there is none that is sound. */
  readonly entry: string
  /** Path of the JSON Schema, likewise. */
  readonly options: string | undefined
  readonly hooks: readonly string[] | undefined
  /** Everything that is wrong with it, as the ends of a sentence that begins with its place. */
  readonly faults: readonly string[]
}

const KINDS: readonly ProvidedKind[] = ['backend', 'store', 'plugin', 'command']
const TYPE = /^[a-z][a-z0-9-]*$/
const LONGEST_TITLE = 100

/** Checks one element of `provides`; what is wrong is collected. */
export function readRow(value: unknown): ManifestRow {
  const faults: string[] = []
  const note = (fault: string): undefined => {
    faults.push(fault)
  }
  if (!isMapping(value)) note(`must be a mapping, found ${quote(value)}`)
  const members: Readonly<Record<string, unknown>> = isMapping(value) ? value : {}
  const ifMapping = isMapping(value) ? note : () => undefined
  const kind = readKind(members.kind, ifMapping)
  const type = readType(members.type, ifMapping)
  return {
    kind: kind ?? 'unknown',
    type: type ?? '',
    title: readTitle(members.title, ifMapping) ?? type ?? '',
    apiVersion: readVersion(members.apiVersion, ifMapping) ?? 0,
    entry: readPath('entry', members.entry, ifMapping) ?? '',
    options:
      members.options === undefined ? undefined : readPath('options', members.options, ifMapping),
    hooks: readHooks(members.hooks, kind, ifMapping),
    faults,
  }
}

type Note = (fault: string) => undefined

function readKind(value: unknown, note: Note): ProvidedKind | undefined {
  const kind = KINDS.find((known) => known === value)
  if (kind !== undefined) return kind
  const meant = typeof value === 'string' ? didYouMean(value, KINDS) : ''
  return note(`kind must be ${oneOf(KINDS)}, found ${quote(value)}${meant}`)
}

function readType(value: unknown, note: Note): string | undefined {
  if (typeof value === 'string' && TYPE.test(value)) return value
  return note(`type must be a lower-case letter, then a-z 0-9 -, found ${quote(value)}`)
}

function readTitle(value: unknown, note: Note): string | undefined {
  const isTitle =
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= LONGEST_TITLE &&
    // It is printed on terminals, which take control characters for orders.
    isPrintable(value)
  if (isTitle) return value
  return note(`title must be one line of up to ${LONGEST_TITLE} characters, found ${quote(value)}`)
}

function readVersion(value: unknown, note: Note): number | undefined {
  if (Number.isInteger(value) && (value as number) > 0) return value as number
  return note(`apiVersion must be a whole number from 1, found ${quote(value)}`)
}

function readPath(name: string, value: unknown, note: Note): string | undefined {
  if (typeof value === 'string' && value.startsWith('./') && !value.includes('\0')) return value
  return note(`${name} must be a path that starts with ./, found ${quote(value)}`)
}

function readHooks(
  value: unknown,
  kind: ProvidedKind | undefined,
  note: Note,
): readonly string[] | undefined {
  if (value === undefined) return kind === 'plugin' ? [] : undefined
  if (kind !== 'plugin' && kind !== undefined) return note('hooks is for plugins alone')
  if (!Array.isArray(value)) return note(`hooks must be a list of hooks, found ${quote(value)}`)
  const names: readonly unknown[] = HOOK_NAMES
  const unknown = value.find((name) => !names.includes(name))
  if (unknown !== undefined)
    return note(
      `hooks names ${quote(unknown)}, which is no hook${didYouMean(String(unknown), HOOK_NAMES)}`,
    )
  return [...new Set<string>(value)]
}

/** Whether a value is an object with members. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function oneOf(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
