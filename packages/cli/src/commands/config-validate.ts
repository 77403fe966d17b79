import type { CommandDefinition } from '../command.ts'
import { readConfiguration } from '../open-tree.ts'

export default {
  details:
    'Lists every problem with its line, and ends with 2. "nexus doctor" also tries what it names.',
  async run({ output, openOptions }) {
    const { files } = await readConfiguration(openOptions)
    await output.document({ valid: true, files }, () => 'The configuration is valid.')
  },
} satisfies CommandDefinition
