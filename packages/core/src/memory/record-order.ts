import { compareNames } from '../kit/compare-names.ts'
import type { Json, RecordIndex, RecordRow } from '../spec/index.ts'

/** What an index orders a record by: the values of its fields, then the key. */
export interface RecordPosition {
  readonly values: readonly Json[]
  readonly key: string
}

/** The position of a record in an index; without index by its key alone. An absent field is `null`. */
export function positionOf(record: RecordRow, index: RecordIndex | undefined): RecordPosition {
  const values = index?.fields.map(({ path }) => fieldAt(record.value, path) ?? null) ?? []
  return { values, key: record.key }
}

/** True when the index holds the record. */
export function isInIndex(record: RecordRow, index: RecordIndex | undefined): boolean {
  const where = index?.where
  if (where === undefined) return true
  return compareValues(fieldAt(record.value, where.path) ?? null, where.equals) === 0
}

/** Orders positions as the index says: field by field, then by the bytes of the key. */
export function comparePositions(
  a: RecordPosition,
  b: RecordPosition,
  index: RecordIndex | undefined,
): number {
  for (const [at, field] of (index?.fields ?? []).entries()) {
    const order = compareValues(a.values[at] ?? null, b.values[at] ?? null)
    if (order !== 0) return field.descending === true ? -order : order
  }
  return compareNames(a.key, b.key)
}

/** Orders JSON values: null, then numbers (`false` is 0, `true` is 1), then text by bytes, then the rest by its JSON. */
export function compareValues(a: Json, b: Json): number {
  const ranks = rank(a) - rank(b)
  if (ranks !== 0) return ranks
  switch (rank(a)) {
    case 0:
      return 0
    case 1:
      return Number(a) - Number(b)
    case 2:
      return compareNames(a as string, b as string)
    default:
      return compareNames(JSON.stringify(a), JSON.stringify(b))
  }
}

function rank(value: Json): number {
  if (value === null) return 0
  if (typeof value === 'number' || typeof value === 'boolean') return 1
  return typeof value === 'string' ? 2 : 3
}

function fieldAt(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined
    at = (at as { readonly [key: string]: Json })[name]
  }
  return at
}
