import type { GrepMatch } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Input } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { escapeLineForTerminal } from '../output/escape.ts'
import { formatCount } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'PATTERN is a regular expression (RE2: no look-around, no back-references). Binary files are skipped. Ends with 3 when nothing is found.',
  arguments: [
    { name: 'PATTERN', description: 'what to look for' },
    { name: '[PATH]', description: 'directory or file, default /', completes: 'tree' },
  ],
  options: [
    { flags: '-i, --ignore-case', description: 'upper and lower case are the same' },
    { flags: '-F, --literal', description: 'PATTERN is plain text' },
    { flags: '-g, --glob <pattern>', description: 'only in files that match' },
    { flags: '-B, --before <lines>', description: 'show lines before', type: 'number' },
    { flags: '-A, --after <lines>', description: 'show lines after', type: 'number' },
    { flags: '-C, --context <lines>', description: 'show lines before and after', type: 'number' },
    { flags: '-l, --files', description: 'show the names of files only' },
    { flags: '-c, --count', description: 'show the number of matches of each file' },
    { flags: '--limit <number>', description: 'stop after this many matches', type: 'number' },
    AT_OPTION,
  ],
  async run(context, input) {
    const { output, signal } = context
    if (input.flag('files') && input.flag('count')) throw usageError('Choose --files or --count.')
    const nexus = await context.open()
    const around = input.number('context')
    const matches = nexus.grep(input.argument(0), {
      path: treePath(input.arguments[1] ?? '/'),
      glob: input.text('glob'),
      literal: input.flag('literal'),
      ignoreCase: input.flag('ignore-case'),
      before: input.number('before') ?? around,
      after: input.number('after') ?? around,
      limit: input.number('limit'),
      at: input.text('at'),
      signal,
    })
    const count = await print(output, input, matches)
    if (matches.binaryFilesSkipped > 0)
      output.note(`skipped ${formatCount(matches.binaryFilesSkipped, 'binary file')}`)
    return count > 0 ? EXIT.ok : EXIT.notFound
  },
} satisfies CommandDefinition

async function print(
  output: Output,
  input: Input,
  matches: AsyncIterable<GrepMatch>,
): Promise<number> {
  const { colors } = output
  if (!input.flag('files') && !input.flag('count')) {
    const groups = { separates: false }
    return output.rows(
      matches,
      (match) => match,
      (match) => matchLines(output, match, groups),
    )
  }
  const showsCount = input.flag('count')
  return output.rows(
    byFile(matches, !showsCount),
    ({ path, count }) => (showsCount ? { path, count } : { path }),
    ({ path, count }) => {
      const name = colors.magenta(output.name(path))
      return showsCount ? `${name}:${count}` : name
    },
  )
}

/** Files with their matches; matches come file by file. */
async function* byFile(
  matches: AsyncIterable<GrepMatch>,
  atOnce: boolean,
): AsyncGenerator<{ path: string; count: number }> {
  let current: { path: string; count: number } | undefined
  for await (const { path } of matches) {
    if (current?.path === path) {
      current.count += 1
      continue
    }
    if (current !== undefined && !atOnce) yield current
    current = { path, count: 1 }
    if (atOnce) yield current
  }
  if (current !== undefined && !atOnce) yield current
}

/** `path:line:text`, with `-` instead of `:` for lines of context, and `--` between groups of them. */
function matchLines(
  output: Output,
  { path, line, text, before = [], after = [] }: GrepMatch,
  groups: { separates: boolean },
): readonly string[] {
  const { colors } = output
  const row = (at: number, content: string, mark: string): string => {
    const shown = output.isTerminal ? escapeLineForTerminal(content) : content
    const separator = colors.cyan(mark)
    return `${colors.magenta(output.name(path))}${separator}${colors.green(String(at))}${separator}${shown}`
  }
  const lines = [
    ...before.map((content, index) => row(line - before.length + index, content, '-')),
    row(line, text, ':'),
    ...after.map((content, index) => row(line + 1 + index, content, '-')),
  ]
  const hasContext = before.length + after.length > 0
  const separated = hasContext && groups.separates ? [colors.cyan('--'), ...lines] : lines
  groups.separates ||= hasContext
  return separated
}
