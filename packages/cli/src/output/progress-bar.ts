import type { Progress } from '@nexusfs/core'
import type { Io } from '../io.ts'
import { escapeForTerminal } from './escape.ts'
import { formatSize } from './format.ts'

const INTERVAL = 100
const WIDTH = 24
const CLEAR_LINE = '\r\u001b[2K'

/** How far something is, with the bytes that were moved where bytes are moved. */
export interface ShownProgress extends Progress {
  readonly bytes?: number | undefined
}

/** A line on standard error that shows how far something is. */
export class ProgressBar {
  readonly #io: Io
  readonly #start: number
  readonly #unit: string
  #drawn = 0

  /** `unit` names what is counted, in the plural. */
  constructor(io: Io, unit = 'files') {
    this.#io = io
    this.#unit = unit
    this.#start = io.now()
  }

  /** Draws, at most ten times a second. */
  update(progress: ShownProgress): void {
    const now = this.#io.now()
    if (now - this.#drawn < INTERVAL) return
    this.#drawn = now
    const columns = this.#io.stderr.columns ?? 80
    const line = progressLine(progress, now - this.#start, this.#unit)
    this.#io.stderr.write(CLEAR_LINE + [...line].slice(0, columns - 1).join(''))
  }

  /** Removes the line. */
  clear(): void {
    if (this.#drawn > 0) this.#io.stderr.write(CLEAR_LINE)
  }
}

/** `[████░░░░] 45% 12/27 files, 3.4 MiB, 1.2 MiB/s, 0:12 left  path`. */
export function progressLine(
  { done, total, bytes, path }: ShownProgress,
  elapsed: number,
  unit = 'files',
): string {
  const seconds = Math.max(elapsed, 1) / 1000
  const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total)
  const parts = [
    `${done.toLocaleString('en-US')}${total === undefined ? '' : `/${total.toLocaleString('en-US')}`} ${unit}`,
    ...(bytes === undefined ? [] : [formatSize(bytes), `${formatSize(bytes / seconds)}/s`]),
  ]
  if (share !== undefined && share > 0 && share < 1)
    parts.push(`${clock((seconds / share) * (1 - share))} left`)
  const bar =
    share === undefined ? '' : `${drawBar(share)} ${String(Math.floor(share * 100)).padStart(3)}% `
  return `${bar}${parts.join(', ')}  ${escapeForTerminal(path ?? '')}`
}

function drawBar(share: number): string {
  const filled = Math.round(share * WIDTH)
  return `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}]`
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = two(whole % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}
