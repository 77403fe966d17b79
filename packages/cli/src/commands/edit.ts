import type { TextEdit } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Input } from '../command.ts'
import { editInEditor } from '../edit-in-editor.ts'
import { printPlanned, printWritten } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'Without --old, opens $VISUAL or $EDITOR on a temporary copy and writes it back if nobody changed the file meanwhile.',
  ifMatch: true,
  arguments: [{ name: 'PATH', description: 'file', completes: 'tree' }],
  options: [
    { flags: '--old <text>', description: 'text to replace; may be repeated', type: 'repeated' },
    { flags: '--new <text>', description: 'what comes in its place', type: 'repeated' },
    { flags: '--all', description: 'replace every occurrence, else there must be exactly one' },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const path = treePath(input.argument(0))
    const edits = editsOf(input)
    if (edits.length === 0) return editInEditor(context, path)
    const nexus = await context.open()
    if (globals.dryRun) {
      await nexus.stat(path, { signal })
      return printPlanned(context, `edit ${path}`, { action: 'edit', path, edits })
    }
    const result = await nexus.edit(path, edits, { ifMatch: globals.ifMatch, signal })
    await printWritten(context, 'edited', result)
  },
} satisfies CommandDefinition

function editsOf(input: Input): readonly TextEdit[] {
  const [old, replacements] = [input.list('old'), input.list('new')]
  if (old.length !== replacements.length)
    throw usageError('Each --old needs a --new.', 'nexus edit /path --old TEXT --new TEXT')
  const all = input.flag('all')
  return old.map((text, index) => ({ old: text, new: replacements[index] ?? '', all }))
}
