import type { MigrateReport } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { formatCount, formatSize } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { withProgress } from '../output/with-progress.ts'

export default {
  details: `Moves content from one backend to another: FROM and TO are mounts, / for the default backend, or ids of backends. Each
content is checked by its hash; files, versions and history stay what they are. What was moved stays moved when it is
interrupted, and another run goes on. Mounts of layout path are copied instead: nexus cp, nexus sync. Asks on a terminal.`,
  arguments: [
    { name: 'FROM', description: 'where content lies', completes: 'tree' },
    { name: 'TO', description: 'where it shall lie', completes: 'tree' },
  ],
  options: [
    {
      flags: '--prefix <path>',
      description: 'only content of the files below it',
      completes: 'tree',
    },
    {
      flags: '--remove-source',
      description: 'then delete what nothing names any more from the source',
    },
    { flags: '--concurrency <number>', description: 'contents at once, default 4', type: 'number' },
  ],
  async run(context, input) {
    const { globals, output, signal } = context
    const [from, to] = [input.argument(0), input.argument(1)]
    const concurrency = input.number('concurrency') ?? 4
    if (concurrency < 1) throw usageError('--concurrency is 0.', 'Write --concurrency 4.')
    const removeSource = input.flag('remove-source')
    const options = { from, to, prefix: input.text('prefix'), removeSource, concurrency, signal }
    const nexus = await context.open()
    if (!globals.dryRun)
      await context.confirm(async () =>
        question(await nexus.content.migrate(options), removeSource),
      )
    const report = await withProgress(context, 'contents', (onProgress) =>
      nexus.content.migrate({ ...options, apply: !globals.dryRun, onProgress }),
    )
    await output.document(report, () => lines(output, report))
    for (const { hash, problem } of report.failed) output.warn(`${hash}: ${problem}`)
    if (report.busy > 0) output.note('some content is being written just now: run it again')
    return report.failures + report.busy > 0 ? EXIT.partial : EXIT.ok
  },
} satisfies CommandDefinition

function question({ contents, bytes, reused }: MigrateReport, removeSource: boolean): string {
  const what = `Move ${formatCount(contents, 'content', 'contents')} (${formatSize(bytes)}, ${reused} of them there already)`
  return `${what}${removeSource ? ' and delete the source' : ''}?`
}

function lines(output: Output, report: MigrateReport): readonly string[] {
  const { applied, contents, bytes, reused, busy, failures, objectsRemoved } = report
  const rows: readonly (readonly [string, string])[] = [
    [applied ? 'contents moved' : 'contents to move', String(contents)],
    ['their bytes', output.size(bytes)],
    ['there already', String(reused)],
    ['being written', String(busy)],
    ['failed', String(failures)],
    ['objects removed', String(objectsRemoved)],
  ]
  return rows.map(([label, value]) => `${output.colors.dim(`${label}:`.padEnd(20))}${value}`)
}
