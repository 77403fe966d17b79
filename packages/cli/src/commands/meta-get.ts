import { CliError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [
    { name: 'PATH', description: 'file or directory', completes: 'tree' },
    { name: '[KEY]', description: 'one key; default all' },
  ],
  async run({ open, output }, input) {
    const path = treePath(input.argument(0))
    const key = input.arguments[1]
    const nexus = await open()
    if (key === undefined) {
      const values = await nexus.metadata.get(path)
      return output.document(values, () =>
        Object.entries(values).map(([name, value]) => `${output.name(name)}=${plain(value)}`),
      )
    }
    const value = await nexus.metadata.get(path, key)
    if (value === undefined)
      throw new CliError('NOT_FOUND', `${path} has no metadata "${key}".`, {
        hint: `"nexus meta get ${path}" lists what there is.`,
      })
    await output.document(value, () => output.name(plain(value)))
  },
} satisfies CommandDefinition

/** Text as it is, everything else as JSON. */
function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
