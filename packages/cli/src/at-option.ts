import type { OptionDefinition } from './command.ts'

/** Looks at the past: a time, how long ago it is, an operation or a snapshot. */
export const AT_OPTION: OptionDefinition = {
  flags: '--at <moment>',
  description: 'as it was at a time (2h ago: 2h), right after an operation, or in a snapshot',
  type: 'moment',
  completes: 'snapshot',
}
