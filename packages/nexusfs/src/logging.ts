import type { Logger } from '@nexusfs/core'
import type { MergedSettings } from './config/merge-layers.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** Takes a line of text, without its end. */
export type LineSink = (line: string) => void

/** The logger of a handle: the caller's, or one that writes JSON lines where a level was asked for, or none. */
export function loggerOf(
  merged: MergedSettings,
  given: Logger | undefined,
  sink: LineSink,
): Logger | undefined {
  const isAsked = merged.layers.has('logLevel')
  const { logLevel = 'silent' } = merged.settings
  if (!isAsked) return given
  if (logLevel === 'silent') return undefined
  return fromLevel(logLevel, given ?? lineLogger(sink))
}

/** Passes on what is at least as severe as the level. */
function fromLevel(level: (typeof LEVELS)[number], logger: Logger): Logger {
  const least = LEVELS.indexOf(level)
  const pass = (own: (typeof LEVELS)[number]): Logger['info'] =>
    LEVELS.indexOf(own) < least ? () => {} : (fields, message) => logger[own](fields, message)
  return { debug: pass('debug'), info: pass('info'), warn: pass('warn'), error: pass('error') }
}

/** One JSON object a line. */
function lineLogger(sink: LineSink): Logger {
  const write =
    (level: string): Logger['info'] =>
    (fields, message) =>
      sink(
        JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }, plainError),
      )
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function plainError(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Error && !('toJSON' in value)
    ? { name: value.name, message: value.message }
    : value
}
