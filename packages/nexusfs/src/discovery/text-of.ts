const LONGEST_REASON = 300

/** The first line of what was thrown; code of others throws anything, and its errors may throw when they are read. */
export function reasonOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error)
    const [first = ''] = text.split('\n')
    const line = first.replace(/[\p{Cc}\p{Cf}]/gu, ' ').replace(/\.$/, '')
    return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON - 1)}…` : line
  } catch {
    return 'it threw what cannot be read'
  }
}
