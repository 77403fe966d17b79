import type { Json } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { printChanged, printPlanned } from '../output/written.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'VALUE is JSON where it can be read as such (5, true, ["a"]), else text. --text keeps it as text.',
  ifMatch: true,
  arguments: [
    { name: 'PATH', description: 'file or directory', completes: 'tree' },
    { name: 'KEY', description: 'key' },
    { name: 'VALUE', description: 'JSON or text' },
  ],
  options: [{ flags: '--text', description: 'take VALUE as text, whatever it looks like' }],
  async run(context, input) {
    const { globals, signal } = context
    const [path, key] = [treePath(input.argument(0)), input.argument(1)]
    const value = input.flag('text') ? input.argument(2) : jsonOrText(input.argument(2))
    const nexus = await context.open()
    if (globals.dryRun) {
      await nexus.stat(path, { signal })
      return printPlanned(context, `set ${key} of ${path}`, { action: 'set', path, key, value })
    }
    const result = await nexus.metadata.set(path, key, value, { ifMatch: globals.ifMatch, signal })
    await printChanged(context, `set ${key} of ${path}`, result)
  },
} satisfies CommandDefinition

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    // No JSON, so it is text.
    return text
  }
}
