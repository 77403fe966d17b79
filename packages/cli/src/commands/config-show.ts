import type { CommandDefinition } from '../command.ts'
import { readConfiguration } from '../open-tree.ts'
import { alignColumns } from '../output/format.ts'

export default {
  details: 'Every key that has a value, where it comes from, and *** for secrets.',
  async run({ output, openOptions }) {
    const { maskSecrets } = await import('nexusfs')
    const { settings, origins, files } = maskSecrets(await readConfiguration(openOptions))
    const rows = Object.entries(origins).map(([key, { text }]) => {
      const value: unknown = settings[key as keyof typeof settings]
      return { key: snakeCase(key), value: value ?? null, source: text }
    })
    await output.document({ settings: rows, files }, () =>
      alignColumns(
        rows.map(({ key, value, source }) => [key, output.name(show(value)), output.name(source)]),
      ),
    )
  },
} satisfies CommandDefinition

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function show(value: unknown): string {
  if (value === null) return '(set in code)'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
