import type { ValuePath } from './layer.ts'

/** The names that an object schema knows at a path; empty where it cannot tell. Reads valibot schemas. */
export function entriesAt(schema: unknown, path: ValuePath): readonly string[] {
  const entries = member(schemaAt(schema, path), 'entries')
  return typeof entries === 'object' && entries !== null ? Object.keys(entries) : []
}

/** The words that a choice knows at a path; empty where there is none. Reads valibot schemas. */
export function optionsAt(schema: unknown, path: ValuePath): readonly string[] {
  const options = member(schemaAt(schema, path), 'options')
  return Array.isArray(options) ? options.filter((option) => typeof option === 'string') : []
}

function schemaAt(schema: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>((current, segment) => {
    const inner = unwrap(current)
    const item = member(inner, 'item')
    return unwrap(typeof segment === 'number' ? item : member(member(inner, 'entries'), segment))
  }, unwrap(schema))
}

function unwrap(schema: unknown): unknown {
  const wrapped = member(schema, 'wrapped')
  return wrapped === undefined ? schema : unwrap(wrapped)
}

function member(value: unknown, name: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<PropertyKey, unknown>)[name]
}
