import type { FsckProblem, FsckReport } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { formatCount, formatSize } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { withProgress } from '../output/with-progress.ts'

export default {
  details:
    'Compares what the store names with what the backends have. Ends with 1 when content or history is lost. With --repair,\nobjects that nothing names are deleted and damaged content is marked, so that writing the same bytes again heals it.',
  options: [
    { flags: '--deep', description: 'read and hash all content, not only look at its size' },
    { flags: '--repair', description: 'mend what can be mended' },
  ],
  async run(context, input) {
    const { globals, output, signal } = context
    const nexus = await context.open()
    const deep = input.flag('deep')
    const repair = input.flag('repair') && !globals.dryRun
    if (repair) await context.confirm('Delete what nothing names and mark what is damaged?')
    const report = await withProgress(context, 'checks', (onProgress) =>
      nexus.content.fsck({ deep, repair, onProgress, signal }),
    )
    await output.document(report, () =>
      report.problems.flatMap((problem) => lines(output, problem)),
    )
    output.note(summary(report))
    if (!report.ok) output.note(ADVICE)
    return report.ok ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

const ADVICE =
  'Write lost files again from where they came from, or bring them back from a backup: "nexus backup restore".'

function lines(output: Output, problem: FsckProblem): readonly string[] {
  const { colors } = output
  const { kind, message, paths = [], loss, repaired } = problem
  const mark = loss ? colors.red('lost') : colors.yellow(repaired === true ? 'mended' : 'waste')
  return [
    `${mark}  ${kind}: ${output.name(message)}`,
    ...paths.map((path) => `      ${output.name(path)}`),
  ]
}

function summary({ contents, objects, bytes, problems, truncated }: FsckReport): string {
  const found =
    problems.length === 0
      ? 'no problem'
      : `${truncated ? 'more than ' : ''}${formatCount(problems.length, 'problem')}`
  const checked = `${formatCount(contents, 'content', 'contents')} in ${formatCount(objects, 'object')}`
  return `checked ${checked} (${formatSize(bytes)}): ${found}`
}
