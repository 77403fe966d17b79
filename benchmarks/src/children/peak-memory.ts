/** The most memory that this process has had. */
import { existsSync, readFileSync } from 'node:fs'

const STATUS = '/proc/self/status'

/**
 * Bytes. On Linux from the kernel's own book on this program, because what `resourceUsage` tells begins with the
 * memory of the process that started it.
 */
export function peakMemory(): number {
  const text = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : ''
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(text)?.[1] ?? process.resourceUsage().maxRSS
  return Number(kibibytes) * 1024
}
