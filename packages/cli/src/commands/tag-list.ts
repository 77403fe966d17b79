import type { CommandDefinition } from '../command.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [{ name: 'PATH', description: 'file or directory', completes: 'tree' }],
  async run({ open, output }, input) {
    const nexus = await open()
    const tags = await nexus.tags.list(treePath(input.argument(0)))
    await output.document(tags, () =>
      Object.entries(tags).map(([key, value]) =>
        output.name(value === '' ? key : `${key}=${value}`),
      ),
    )
  },
} satisfies CommandDefinition
