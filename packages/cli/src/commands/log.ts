import type { OperationEntry } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { isoTime } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { treePath } from '../tree-path.ts'

const DEFAULT_LIMIT = 50

export default {
  details: `Newest first, ${DEFAULT_LIMIT} unless --limit says otherwise.`,
  arguments: [
    { name: '[PATH]', description: 'only what happened to this path', completes: 'tree' },
  ],
  options: [
    { flags: '--limit <number>', description: 'show this many', type: 'number' },
    { flags: '--by-agent <id>', description: 'only what this agent did' },
    { flags: '--in-run <id>', description: 'only what belongs to this run' },
    { flags: '--since <time>', description: 'only from this time on', type: 'time' },
    { flags: '--until <time>', description: 'only before this time', type: 'time' },
  ],
  async run({ open, output, signal }, input) {
    const nexus = await open()
    const [path] = input.arguments
    const operations = nexus.operations.list({
      path: path === undefined ? undefined : treePath(path),
      agent: input.text('by-agent'),
      run: input.text('in-run'),
      since: input.number('since'),
      until: input.number('until'),
      limit: input.number('limit') ?? DEFAULT_LIMIT,
      signal,
    })
    await output.rows(
      operations,
      (operation) => ({ ...operation, time: isoTime(operation.time) }),
      (operation) => row(output, operation),
    )
  },
} satisfies CommandDefinition

function row(
  output: Output,
  { id, time, type, path, target, agent, user }: OperationEntry,
): string {
  const { colors } = output
  const who = agent ?? user
  return [
    colors.yellow(id),
    colors.dim(output.time(time)),
    type.padEnd(8),
    output.name(target === undefined ? path : `${path} -> ${target}`),
    ...(who === undefined ? [] : [colors.dim(`(${output.name(who)})`)]),
  ].join('  ')
}
