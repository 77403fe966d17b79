import { NexusError } from '@nexusfs/core'

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Where: `nexus.yaml:3`, `NEXUS_GC`, `argument`. */
  readonly where: string
  /** What, with the fix; never a value. */
  readonly message: string
}

/** One error that lists all problems. */
export function configurationError(problems: readonly Problem[]): NexusError {
  const lines = [...new Set(problems.map(({ where, message }) => `  ${where}: ${message}`))]
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`
  return new NexusError('CONFIG_INVALID', `The configuration has ${count}:\n${lines.join('\n')}`, {
    hint: 'Correct the lines above; `nexus config show` prints where each value comes from.',
  })
}
