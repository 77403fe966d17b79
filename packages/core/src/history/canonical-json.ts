/**
 * The one JSON text of a value: members sorted by name (UTF-16 code units), no white space, absent members left out;
 * else as `JSON.stringify`, as in RFC 8785.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null'
}

/** The value with the members of all its objects in order. */
export function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)])
  return Object.fromEntries(members)
}
