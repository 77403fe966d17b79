import type { Nexus } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { treePath } from '../tree-path.ts'

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
      description: 'only f (files) or d (directories)',
      completes: ['f', 'd'],
    },
    { flags: '-0, --null', description: 'end each path with NUL instead of a line break' },
    { flags: '--limit <number>', description: 'stop after this many', type: 'number' },
    AT_OPTION,
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

function find(nexus: Nexus, { signal }: Context, input: Input): AsyncIterable<string> {
  const path = treePath(input.arguments[1] ?? '/')
  const at = input.text('at')
  return nexus.glob(patternsOf(input), { path, limit: input.number('limit'), at, signal })
}

/** A pattern that ends in a slash selects directories, any other one files. */
function patternsOf(input: Input): readonly string[] {
  const given = input.argument(0)
  const files = given.includes('/') ? given : `**/${given}`
  const directories = files.endsWith('/') ? files : `${files}/`
  const type = input.text('type')
  if (type === undefined) return files === directories ? [files] : [files, directories]
  if (type === 'f') return [files]
  if (type === 'd') return [directories]
  throw usageError(`"${type}" is no type.`, 'Use --type f or --type d.')
}
