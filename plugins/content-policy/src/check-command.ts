import type { Nexus, PluginCommand } from '@nexusfs/core'
import { refusalOf } from './check.ts'
import type { Refusal } from './moved.ts'
import type { Policy } from './policy.ts'

/** The exit code for differences that were found. */
const FOUND = 10

/** `nexus content-policy check [PATH]`: files that are there although the rules say otherwise. */
export const checkCommand: PluginCommand<Policy> = {
  summary: 'Check the files that are there against the rules',
  arguments: [{ name: '[PATH]', description: 'a directory, by default all' }],
  options: [
    { flags: '--limit <number>', description: 'stop after so many findings', type: 'number' },
  ],
  details:
    'Changes nothing. Exits with 10 when a file breaks a rule, and never shows what it found.',
  async run({ config, open, print, signal }, input) {
    const nexus = await open()
    const limit = input.number('limit') ?? Number.POSITIVE_INFINITY
    const found: Refusal[] = []
    for await (const refusal of refusals(config, nexus, input.arguments[0] ?? '/', signal)) {
      if (found.length >= limit) break
      found.push(refusal)
    }
    print(
      found.map(({ path, reason }) => ({ path, reason })),
      found.map(({ path, reason }) => `${path}: ${reason}`).join('\n'),
    )
    return found.length === 0 ? 0 : FOUND
  },
}

async function* refusals(
  { rules }: Policy,
  nexus: Nexus,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<Refusal> {
  for await (const { path, size, contentType } of nexus.list(directory, { signal })) {
    const open = () => nexus.readStream(path, { signal })
    const reason = await refusalOf(rules, { path, size, contentType, open })
    if (reason !== undefined) yield { path, reason }
  }
}
