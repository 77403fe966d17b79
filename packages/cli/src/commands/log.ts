import type { FollowedOperation, Nexus, OperationFilter } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { operationJson, operationLines } from '../output/operations.ts'
import { treePath } from '../tree-path.ts'

const DEFAULT_LIMIT = 50

const TYPES = [
  'write',
  'append',
  'edit',
  'delete',
  'mkdir',
  'rmdir',
  'copy',
  'rename',
  'metadata',
  'tag',
  'rollback',
  'undo',
  'restore',
  'import',
  'mount',
  'unmount',
  'snapshot',
  'fork',
  'observe',
] as const satisfies NonNullable<OperationFilter['types']>

export default {
  details: `Newest first, ${DEFAULT_LIMIT} unless --limit says otherwise. With --follow those that come, oldest first, until interrupted.\n--agent and --run select here; NEXUS_AGENT and NEXUS_RUN say who asks.`,
  arguments: [
    { name: '[PATH]', description: 'only what happened to this path', completes: 'tree' },
  ],
  options: [
    { flags: '--under <path>', description: 'only at or below this path', completes: 'tree' },
    { flags: '--agent <id>', description: 'only what this agent did' },
    { flags: '--run <id>', description: 'only what belongs to this run' },
    {
      flags: '--type <type>',
      description: 'only operations of this type; may be repeated',
      type: 'repeated',
      completes: TYPES,
    },
    { flags: '--since <time>', description: 'only from this time on, such as 10m', type: 'time' },
    { flags: '--until <time>', description: 'only before this time', type: 'time' },
    { flags: '--limit <number>', description: 'show this many', type: 'number' },
    { flags: '-f, --follow', description: 'show operations as they come' },
    { flags: '--cursor <cursor>', description: 'with --follow, go on after this one' },
  ],
  async run(context, input) {
    const { output } = context
    const types = typesOf(input)
    checkFollow(input)
    const nexus = await context.open()
    const operations = input.flag('follow')
      ? follow(nexus, context, input, types)
      : list(nexus, context, input, types)
    await output.rows(operations, operationJson, (operation) => operationLines(output, operation))
    return context.io.signal.aborted ? EXIT.interrupted : EXIT.ok
  },
} satisfies CommandDefinition

type Types = OperationFilter['types']

function typesOf(input: Input): Types {
  const given = input.list('type')
  const types = TYPES.filter((type) => given.includes(type))
  const unknown = given.find((type) => !TYPES.some((known) => known === type))
  if (unknown !== undefined)
    throw usageError(`"${unknown}" is no type of operation.`, `Use one of ${TYPES.join(', ')}.`)
  return given.length === 0 ? undefined : types
}

function checkFollow(input: Input): void {
  if (!input.flag('follow')) {
    if (input.text('cursor') === undefined) return
    throw usageError('--cursor needs --follow.')
  }
  if (input.number('since') !== undefined || input.number('until') !== undefined)
    throw usageError(
      '--follow shows what comes, so --since and --until have no meaning.',
      'Use --cursor to go on after an operation that --follow --json showed.',
    )
  if (input.arguments.length > 0 && input.text('under') !== undefined)
    throw usageError('With --follow, choose PATH or --under.')
}

function list(nexus: Nexus, { signal }: Context, input: Input, types: Types) {
  const [path] = input.arguments
  const under = input.text('under')
  return nexus.operations.list({
    path: path === undefined ? undefined : treePath(path),
    under: under === undefined ? undefined : treePath(under),
    agent: input.text('agent'),
    run: input.text('run'),
    types,
    since: input.number('since'),
    until: input.number('until'),
    limit: input.number('limit') ?? DEFAULT_LIMIT,
    signal,
  })
}

/** Each row is printed before the next one is waited for. */
async function* follow(
  nexus: Nexus,
  { output, signal }: Context,
  input: Input,
  types: Types,
): AsyncGenerator<FollowedOperation> {
  let left = input.number('limit') ?? Number.POSITIVE_INFINITY
  if (left === 0) return
  const path = input.text('under') ?? input.arguments[0]
  const operations = nexus.operations.follow({
    cursor: input.text('cursor'),
    path: path === undefined ? undefined : treePath(path),
    signal,
  })
  const [agent, run] = [input.text('agent'), input.text('run')]
  for await (const operation of operations) {
    if (agent !== undefined && operation.agent !== agent) continue
    if (run !== undefined && operation.run !== run) continue
    if (types !== undefined && !types.includes(operation.type)) continue
    yield operation
    await output.flush()
    left -= 1
    if (left === 0) return
  }
}
