/** `data_dir` to `dataDir`. */
export function toCamelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** `dataDir` to `data_dir`. */
export function toSnakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Whether a key is written as YAML wants it. */
export function isSnakeCase(key: string): boolean {
  return toSnakeCase(toCamelCase(key)) === key && !/[A-Z]/.test(key)
}

/** A path into a value as text: `backends[0].mount_point`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`
      return index === 0 ? String(segment) : `.${String(segment)}`
    })
    .join('')
}
