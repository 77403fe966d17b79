import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { changeLines } from '../output/changes.ts'

export default {
  details:
    'From NAME to OTHER, a snapshot of the same directory, or to now. Ends with 10 if there are differences.',
  arguments: [
    { name: 'NAME', description: 'snapshot', completes: 'snapshot' },
    { name: '[OTHER]', description: 'a later snapshot; default now', completes: 'snapshot' },
  ],
  async run({ open, output, signal }, input) {
    const nexus = await open()
    const changes = nexus.snapshots.diff(input.argument(0), input.arguments[1], { signal })
    const count = await output.rows(
      changes,
      (change) => change,
      (change) => changeLines(output, change),
    )
    return count === 0 ? EXIT.ok : EXIT.differences
  },
} satisfies CommandDefinition
