import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { findTime } from '../command-line/read-time.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { snapshotJson } from '../output/snapshots.ts'
import { printPlanned } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'Prints the name, by default made of the time. Nothing is copied; what the snapshot shows is kept until it is deleted.',
  arguments: [
    { name: 'PATH', description: 'directory', completes: 'tree' },
    { name: '[NAME]', description: '1 to 128 of A-Z a-z 0-9 . _ -' },
  ],
  options: [{ flags: '--description <text>', description: 'what it is for' }],
  async run(context, input) {
    const { output, globals, signal } = context
    const path = treePath(input.argument(0))
    const name = input.arguments[1]
    if (name !== undefined && (name === 'now' || findTime(name, 0) !== undefined))
      throw usageError(
        `"${name}" is a time, and so no name for a snapshot.`,
        'Choose another name.',
      )
    const nexus = await context.open()
    if (globals.dryRun) {
      await nexus.stat(path, { signal })
      return printPlanned(context, `snapshot ${path}`, { action: 'snapshot', path, name })
    }
    const description = input.text('description')
    const snapshot = await nexus.snapshots.create(path, { name, description, signal })
    await output.document(snapshotJson(snapshot), () => output.name(snapshot.name))
    output.note(escapeForTerminal(`snapshot of ${snapshot.path}`))
  },
} satisfies CommandDefinition
