import type { CommandDefinition } from '../command.ts'
import { readConfiguration } from '../open-tree.ts'

export default {
  details: 'The strongest file first. Nothing is printed when there is none and the defaults hold.',
  async run({ output, openOptions }) {
    const { files } = await readConfiguration(openOptions)
    await output.document(files, () => files.map((file) => output.name(file)))
    if (files.length === 0) output.note('No configuration file; "nexus init" writes one.')
  },
} satisfies CommandDefinition
