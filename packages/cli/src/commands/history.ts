import type { CommandDefinition } from '../command.ts'
import { isoTime } from '../output/format.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [{ name: 'PATH', description: 'file', completes: 'tree' }],
  options: [
    { flags: '--limit <number>', description: 'show this many, newest first', type: 'number' },
  ],
  async run({ open, output, signal }, input) {
    const nexus = await open()
    const path = treePath(input.argument(0))
    const versions = nexus.versions.list(path, { limit: input.number('limit'), signal })
    await output.rows(
      versions,
      (version) => ({ ...version, modifiedAt: isoTime(version.modifiedAt) }),
      ({ version, size, modifiedAt, etag }) =>
        [
          `v${version}`.padEnd(6),
          output.size(size).padStart(9),
          output.colors.dim(output.time(modifiedAt)),
          output.isTerminal ? etag.slice(0, 12) : etag,
        ].join('  '),
    )
  },
} satisfies CommandDefinition
