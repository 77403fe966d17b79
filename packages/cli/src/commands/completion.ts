import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { completionScript } from '../completion/scripts.ts'

export default {
  details: `Put one of these in the start-up file of your shell:
  bash:  eval "$(nexus completion bash)"
  zsh:   eval "$(nexus completion zsh)"
  fish:  nexus completion fish | source`,
  arguments: [
    { name: 'SHELL', description: 'bash, zsh or fish', completes: ['bash', 'zsh', 'fish'] },
  ],
  async run({ output }, input) {
    const shell = input.argument(0)
    const script = completionScript(shell)
    if (script === undefined)
      throw usageError(`There is no completion for "${shell}".`, 'Use bash, zsh or fish.')
    await output.document({ shell, script }, () => script.trimEnd())
  },
} satisfies CommandDefinition
