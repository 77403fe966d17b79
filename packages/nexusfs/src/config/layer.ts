import type { SettingKey } from './settings.ts'

/** A path into a layer's values, in the spelling of code. */
export type ValuePath = readonly PropertyKey[]

/** One place that settings come from. */
export interface Layer {
  readonly kind: 'argument' | 'environment' | 'file'
  /** What it sets, keyed as in code. */
  readonly values: Readonly<Record<string, unknown>>
  /** Keys that it sets with objects made in code; they hide the same keys of lower layers. */
  readonly objects: ReadonlySet<SettingKey>
  /** Values that were written as text but may mean a number or a truth value: {@link pathKey}s. */
  readonly texts: ReadonlySet<string>
  /** Keys whose values could not be read: a problem says why. */
  readonly broken: ReadonlySet<PropertyKey>
  /** Folder that relative host paths count from. */
  readonly base: string
  /** Where a value, or what is nearest to it, was written. */
  where(path: ValuePath): string
  /** The path as the user writes it. */
  spell(path: ValuePath): string
}

/** A path as a key of a set. */
export function pathKey(path: ValuePath): string {
  return JSON.stringify(path)
}
