const LONGEST_VALUE = 60

/** Whether a text is one line without anything that a terminal takes for an order. */
export function isPrintable(text: string): boolean {
  // Nearly every text is plain, and compiling the other expression costs more than all of them.
  return /^[ -~]*$/.test(text) || !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
}

/**
 * A value from outside for a message: in one line of up to 60 characters, without control characters. Lists and mappings
 * are named, not shown.
 */
export function quoteValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE - 1)}…` : line
}
