import type { Entry, Nexus } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import type { CommandDefinition } from '../command.ts'
import { entryJson, entryName } from '../output/entries.ts'
import { formatCount, formatSize } from '../output/format.ts'
import { treePath } from '../tree-path.ts'

/** A row with what is needed to draw its branch: for each level whether the entry is the last of its directory. */
interface Row {
  readonly entry: Entry
  readonly last: readonly boolean[]
}

export default {
  arguments: [{ name: '[PATH]', description: 'directory, default /', completes: 'tree' }],
  options: [
    { flags: '-L, --depth <number>', description: 'show this many levels', type: 'number' },
    { flags: '-d, --directories', description: 'show directories only' },
    { flags: '-s, --size', description: 'show sizes' },
    AT_OPTION,
  ],
  async run(context, input) {
    const { output, signal } = context
    const nexus = await context.open()
    const path = treePath(input.arguments[0] ?? '/')
    const at = input.text('at')
    const root = await nexus.stat(path, { at, signal })
    const totals = { directories: 0, files: 0, bytes: 0 }
    const onlyDirectories = input.flag('directories')
    const rows = walk(nexus, root.path, [], {
      depth: input.number('depth') ?? Number.POSITIVE_INFINITY,
      keep: ({ type }) => !onlyDirectories || type === 'directory',
      at,
      signal,
    })
    if (output.format === 'human') await output.line(entryName(output, root, root.path))
    const counted = root.type === 'file' ? [] : count(rows, totals)
    await output.rows(
      counted,
      ({ entry, last }) => ({ ...entryJson(entry), depth: last.length - 1 }),
      ({ entry, last }) => {
        const size =
          input.flag('size') && entry.type === 'file' ? ` (${output.size(entry.size)})` : ''
        return branch(last) + entryName(output, entry, entry.name) + output.colors.dim(size)
      },
    )
    const { directories, files, bytes } = totals
    output.note(
      `${formatCount(directories, 'directory', 'directories')}, ${formatCount(files, 'file')}, ${formatSize(bytes)}`,
    )
  },
} satisfies CommandDefinition

interface WalkOptions {
  readonly depth: number
  readonly keep: (entry: Entry) => boolean
  readonly at: string | undefined
  readonly signal: AbortSignal
}

/** Depth first, one row ahead at each level, so that any size of tree fits in memory. */
async function* walk(
  nexus: Nexus,
  path: string,
  above: readonly boolean[],
  options: WalkOptions,
): AsyncGenerator<Row> {
  if (above.length >= options.depth) return
  let waiting: Entry | undefined
  const { at, signal } = options
  for await (const entry of nexus.list(path, { recursive: false, at, signal })) {
    if (!options.keep(entry)) continue
    if (waiting !== undefined) yield* rowsOf(nexus, waiting, [...above, false], options)
    waiting = entry
  }
  if (waiting !== undefined) yield* rowsOf(nexus, waiting, [...above, true], options)
}

async function* rowsOf(
  nexus: Nexus,
  entry: Entry,
  last: readonly boolean[],
  options: WalkOptions,
): AsyncGenerator<Row> {
  yield { entry, last }
  if (entry.type === 'directory') yield* walk(nexus, entry.path, last, options)
}

async function* count(
  rows: AsyncIterable<Row>,
  totals: { directories: number; files: number; bytes: number },
): AsyncGenerator<Row> {
  for await (const row of rows) {
    totals.bytes += row.entry.size
    totals[row.entry.type === 'file' ? 'files' : 'directories'] += 1
    yield row
  }
}

function branch(last: readonly boolean[]): string {
  const above = last.slice(0, -1).map((isLast) => (isLast ? '    ' : '│   '))
  return above.join('') + (last.at(-1) ? '└── ' : '├── ')
}
