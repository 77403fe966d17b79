import { type ManifestFault, readManifestRow } from '@nexusfs/core/kit'
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

/** Checks one element of `provides`; what is wrong is collected. */
export function readRow(value: unknown): ManifestRow {
  const { members, faults } = readManifestRow(value)
  const { kind = 'unknown', type = '', title = type, apiVersion = 0, entry = '' } = members
  const hooks = members.hooks === undefined ? undefined : [...new Set(members.hooks)]
  const { options } = members
  return { kind, type, title, apiVersion, entry, options, hooks, faults: faults.map(say) }
}

function say({ member, reason }: ManifestFault): string {
  return member === undefined ? reason : `${member} ${reason}`
}

/** Whether a value is an object with members. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
