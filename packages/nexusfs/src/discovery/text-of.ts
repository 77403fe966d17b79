const LONGEST_VALUE = 60
const LONGEST_REASON = 300

/** Whether a text is one line without anything that a terminal takes for an order. */
export function isPrintable(text: string): boolean {
  // Nearly every text is plain, and compiling the other expression costs more than all of them.
  return /^[ -~]*$/.test(text) || !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
}

/** A value from outside for a message: short, in one line, without control characters. */
export function quote(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return shorten(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?'), LONGEST_VALUE)
}

/** The first line of what was thrown; code of others throws anything, and its errors may throw when they are read. */
export function reasonOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error)
    const [line = ''] = text.split('\n')
    return shorten(line.replace(/[\p{Cc}\p{Cf}]/gu, ' ').replace(/\.$/, ''), LONGEST_REASON)
  } catch {
    return 'it threw what cannot be read'
  }
}

function shorten(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
