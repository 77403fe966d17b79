import { NexusError } from '../errors/index.ts'
import type { NexusOptions } from './types.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/** What is kept for how long, in milliseconds. */
export interface RetentionSettings {
  /** Past states. */
  readonly retention: number
  /** Content that lost its last reference, before it is condemned. */
  readonly grace: number
  /** Objects of condemned content, before they are deleted. */
  readonly delay: number
  readonly isAutomatic: boolean
}

/** The settings of an engine with their defaults. @throws `INVALID_ARGUMENT`. */
export function retentionSettings(options: NexusOptions): RetentionSettings {
  const { retention = 30 * DAY_MS, gc = 'auto' } = options
  const { gcGrace = retention === 0 ? 0 : HOUR_MS, gcDelay = retention === 0 ? 60_000 : HOUR_MS } =
    options
  for (const [name, value] of Object.entries({ retention, gcGrace, gcDelay }))
    if (!(Number.isFinite(value) && value >= 0))
      throw new NexusError('INVALID_ARGUMENT', `${name} is ${value}.`, {
        hint: 'Give milliseconds, 0 or more.',
      })
  if (gc !== 'auto' && gc !== 'manual')
    throw new NexusError('INVALID_ARGUMENT', `gc is ${JSON.stringify(gc)}.`, {
      hint: 'Give "auto" or "manual".',
    })
  return { retention, grace: gcGrace, delay: gcDelay, isAutomatic: gc === 'auto' }
}
