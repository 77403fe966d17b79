import type { CommandDefinition } from '../command.ts'
import { rowLines } from '../output/cells.ts'
import { snapshotJson } from '../output/snapshots.ts'
import { treePath } from '../tree-path.ts'

const NAME_WIDTH = 24

export default {
  details: 'Newest first. With PATH those of it and of directories above and below it.',
  arguments: [{ name: '[PATH]', description: 'directory', completes: 'tree' }],
  options: [{ flags: '--limit <number>', description: 'stop after this many', type: 'number' }],
  async run({ open, output, signal }, input) {
    const nexus = await open()
    const [path] = input.arguments
    const snapshots = nexus.snapshots.list(path === undefined ? undefined : treePath(path), {
      limit: input.number('limit'),
      signal,
    })
    const { colors } = output
    await output.rows(snapshots, snapshotJson, ({ name, path: of, createdAt, description }) =>
      rowLines(output, [
        [output.name(name).padEnd(NAME_WIDTH), colors.green],
        [output.time(createdAt), colors.dim],
        output.name(of),
        ...(description === undefined ? [] : [[output.name(description), colors.dim] as const]),
      ]),
    )
  },
} satisfies CommandDefinition
