import type { PluginCommand } from '@nexusfs/core'
import type { __Type__Config } from './options.ts'

/** `nexus __type__ report`: how large the protected paths are. */
export const report: PluginCommand<__Type__Config> = {
  summary: 'Show how many files lie below each protected path',
  async run({ config, open, print }) {
    const nexus = await open()
    const rows: { path: string; files: number }[] = []
    for (const path of config.protect) {
      const entries = (await nexus.exists(path)) ? await nexus.list(path).toArray() : []
      rows.push({ path, files: entries.length })
    }
    print(rows, rows.map(({ path, files }) => `${files}  ${path}`).join('\n'))
  },
}
