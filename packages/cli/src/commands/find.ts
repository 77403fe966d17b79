import type { Nexus } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { treePath } from '../tree-path.ts'

const TYPES = new Map([
  ['f', 'file'],
  ['file', 'file'],
  ['d', 'directory'],
  ['directory', 'directory'],
])

export default {
  details:
    'In PATTERN, * stays within one name and ** crosses directories; ?, [a-z] and {a,b} work. A pattern without "/" is looked for at any depth.',
  arguments: [
    { name: 'PATTERN', description: 'glob pattern' },
    { name: '[PATH]', description: 'where to look, default /', completes: 'tree' },
  ],
  options: [
    {
      flags: '-t, --type <type>',
      description: 'f: files only, d: directories only',
      completes: ['f', 'd'],
    },
    { flags: '-0, --null', description: 'end each path with NUL instead of a line break' },
    { flags: '--limit <number>', description: 'stop after this many', type: 'number' },
  ],
  async run(context, input) {
    const { output } = context
    const paths = find(await context.open(), context, input)
    if (input.flag('null') && output.format === 'human')
      for await (const path of paths) await output.bytes(`${path}\0`)
    else
      await output.rows(
        paths,
        (path) => ({ path }),
        (path) => output.name(path),
      )
  },
} satisfies CommandDefinition

async function* find(nexus: Nexus, { signal }: Context, input: Input): AsyncGenerator<string> {
  const type = typeOf(input)
  const limit = input.number('limit') ?? Number.POSITIVE_INFINITY
  const given = input.argument(0)
  const pattern = given.includes('/') ? given : `**/${given}`
  const path = treePath(input.arguments[1] ?? '/')
  let count = 0
  for await (const found of nexus.glob(pattern, { path, signal })) {
    if (count >= limit) return
    if (type !== undefined && (await nexus.stat(found, { signal })).type !== type) continue
    count += 1
    yield found
  }
}

function typeOf(input: Input): string | undefined {
  const given = input.text('type')
  if (given === undefined) return undefined
  const type = TYPES.get(given)
  if (type === undefined) throw usageError(`"${given}" is no type.`, 'Use --type f or --type d.')
  return type
}
