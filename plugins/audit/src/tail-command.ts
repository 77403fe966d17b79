import { readFile } from 'node:fs/promises'
import { type Json, NexusError, type PluginCommand } from '@nexusfs/core'
import type { AuditConfig } from './config.ts'

/** Lines that are shown unless the user says otherwise. */
const DEFAULT_LINES = 20

/** `nexus audit tail`: the last lines of the present file. */
export const tailCommand: PluginCommand<AuditConfig> = {
  summary: 'Show the last operations of the audit log',
  options: [
    {
      flags: '--limit <number>',
      description: `so many lines, by default ${DEFAULT_LINES}`,
      type: 'number',
    },
  ],
  details: 'Reads the present file alone, not the older ones beside it.',
  async run({ config: { file, path = '' }, open, print }, input) {
    const text = file === undefined ? await (await open()).readText(path) : await readHost(file)
    const lines = text.split('\n').filter(isWhole)
    const last = lines.slice(
      lines.length - Math.min(lines.length, input.number('limit') ?? DEFAULT_LINES),
    )
    print(
      last.map((line): Json => JSON.parse(line)),
      last.join('\n'),
    )
  },
}

async function readHost(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new NexusError(
      isMissing ? 'NOT_FOUND' : 'UNAVAILABLE',
      `The audit log ${file} cannot be read: ${isMissing ? 'nothing was written yet' : String(error)}.`,
      { cause: error, hint: 'Check `file` in the configuration of the plugin "audit".' },
    )
  }
}

/** A crash may have cut a line; its operation follows in a line of its own. */
function isWhole(line: string): boolean {
  try {
    return line !== '' && typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}
