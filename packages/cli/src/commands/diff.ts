import type { ContentDiff, DiffSide, Nexus } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { alignColumns } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { patchLines } from '../output/patch.ts'
import { type PathAt, readPathAt, readPoint } from '../path-at.ts'
import { treePath } from '../tree-path.ts'
import { withHint } from '../with-hint.ts'

export default {
  details:
    'A and B are PATH, PATH@VERSION or PATH@MOMENT, such as /a.txt@2, /a.txt@10m, /a.txt@2026-11-21 or\n/a.txt@SNAPSHOT; without B, A is compared with what is at its path now. A path that itself ends so is\nwritten with @now. Ends with 10 if there are differences.',
  arguments: [
    { name: 'A', description: 'what was there before', completes: 'tree' },
    { name: '[B]', description: 'what was there after', completes: 'tree' },
  ],
  options: [
    AT_OPTION,
    { flags: '--version <number>', description: 'this version of A', type: 'number' },
    {
      flags: '--to <moment>',
      description: 'compare with this moment or version; default now',
      completes: 'snapshot',
    },
    {
      flags: '-U, --context <lines>',
      description: 'lines around changes, default 3',
      type: 'number',
    },
  ],
  async run(context, input) {
    const { output, signal } = context
    const nexus = await context.open()
    const { before, after } = await sidesOf(context, nexus, input)
    const options = { context: input.number('context'), signal }
    const diff = await withHint('IS_A_DIRECTORY', DIRECTORIES, () =>
      nexus.diff(before, after, options),
    )
    await output.document(diff, () => lines(output, diff))
    return diff.equal ? EXIT.ok : EXIT.differences
  },
} satisfies CommandDefinition

const DIRECTORIES =
  'Directories are compared through snapshots: "nexus snapshot diff NAME". "nexus restore PATH --at MOMENT --dry-run" also shows what differs.'

/** Both sides, by options or by what the arguments say. */
async function sidesOf(
  { io }: Context,
  nexus: Nexus,
  input: Input,
): Promise<{ readonly before: PathAt; readonly after: PathAt }> {
  const [first = '', second] = input.arguments
  const [version, at, to] = [input.number('version'), input.text('at'), input.text('to')]
  if (version === undefined && at === undefined && to === undefined) {
    const before = await readPathAt(nexus, first, io.now())
    if (second !== undefined) return { before, after: await readPathAt(nexus, second, io.now()) }
    if (before.version === undefined && before.at === undefined) throw nothingToCompare(first)
    return { before, after: { path: before.path } }
  }
  if (version !== undefined && at !== undefined) throw usageError('Choose --version or --at.')
  if (version === undefined && at === undefined)
    throw usageError('--to needs --at or --version.', 'nexus diff /path --at 2h --to 1h')
  const path = treePath(first)
  const before = { path, version, at }
  const after = to === undefined ? {} : readPoint(to, io.now())
  return { before, after: { path: second === undefined ? path : treePath(second), ...after } }
}

function nothingToCompare(path: string): Error {
  return usageError(
    `It was not said what to compare ${path} with.`,
    `nexus diff ${path} --version 1, nexus diff ${path} --at 10m, or nexus diff ${path} OTHER`,
  )
}

function lines(output: Output, diff: ContentDiff): readonly string[] {
  if (diff.equal) return []
  if (diff.patch !== undefined && diff.patch !== '') return patchLines(output, diff.patch)
  return describe(output, diff)
}

/** Content that cannot be shown line by line: what is known of both sides. */
function describe(output: Output, { before, after }: ContentDiff): readonly string[] {
  const { colors } = output
  const rows = MEMBERS.flatMap(([label, show]) => {
    const [left, right] = [before && show(before, output), after && show(after, output)]
    return left === right ? [] : [[`${label}:`, left ?? '-', '->', right ?? '-']]
  })
  const names = [before, after].flatMap((side) => (side ? output.name(side.path) : []))
  return [
    colors.bold(
      `${[...new Set(names)].join(' and ')}: the content differs and is not shown as text`,
    ),
    ...alignColumns(rows),
  ]
}

const MEMBERS: readonly (readonly [string, (side: DiffSide, output: Output) => string])[] = [
  ['version', ({ version }) => `v${version}`],
  ['size', ({ size }, output) => output.size(size)],
  ['etag', ({ etag }, output) => (output.isTerminal ? etag.slice(0, 12) : etag)],
  ['content type', ({ contentType = '-' }, output) => output.name(contentType)],
  ['metadata', ({ metadata = {} }, output) => output.name(JSON.stringify(metadata))],
  ['tags', ({ tags = {} }, output) => output.name(JSON.stringify(tags))],
]
