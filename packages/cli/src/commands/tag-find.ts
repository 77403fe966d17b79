import type { CommandDefinition } from '../command.ts'
import { entryJson, entryName } from '../output/entries.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [
    { name: 'KEY', description: 'tag' },
    { name: '[VALUE]', description: 'only with this value' },
  ],
  options: [
    { flags: '--path <path>', description: 'only below this directory', completes: 'tree' },
  ],
  async run({ open, output, signal }, input) {
    const nexus = await open()
    const [key = '', value] = input.arguments
    const path = input.text('path')
    const found = nexus.tags.find({ key, value, path: path && treePath(path), signal })
    await output.rows(found, entryJson, (entry) => entryName(output, entry, entry.path))
  },
} satisfies CommandDefinition
