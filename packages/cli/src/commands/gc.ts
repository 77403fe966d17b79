import type { CollectOptions, CollectReport } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { formatCount, formatSize } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { withProgress } from '../output/with-progress.ts'
import { withHint } from '../with-hint.ts'

export default {
  details:
    'Shows past states that retention lets go, and content that nothing references any more; --apply lets them go. What is\ndeleted cannot be brought back by undo. Usually this happens by itself. Asks on a terminal.',
  options: [
    { flags: '--apply', description: 'delete, instead of showing what would be deleted' },
    { flags: '--compact', description: 'also give unused space of the store back' },
    { flags: '--confirm-clock', description: 'the clock is right although it leaped' },
  ],
  async run(context, input) {
    const { globals, output, signal } = context
    const nexus = await context.open()
    const options = {
      compact: input.flag('compact'),
      confirmClock: input.flag('confirm-clock'),
      signal,
    }
    const collect = (more: CollectOptions): Promise<CollectReport> =>
      withHint('CLOCK_DOUBTFUL', CLOCK, () => nexus.content.gc({ ...options, ...more }))
    const apply = input.flag('apply') && !globals.dryRun
    if (apply) await context.confirm(async () => question(await collect({ apply: false })))
    const report = await withProgress(context, 'steps', (onProgress) =>
      collect({ apply, onProgress }),
    )
    await output.document(report, () => lines(output, report))
    if (!apply) output.note('nothing was deleted; "nexus gc --apply" does it')
  },
} satisfies CommandDefinition

const CLOCK =
  'Set the clock right, or say that it is with --confirm-clock: a wrong one would let go of what should be kept.'

function question({ prunedStates, contents, bytes }: CollectReport): string {
  const states = formatCount(prunedStates, 'past state')
  const content = formatCount(contents, 'content', 'contents')
  return `Let go of ${states} and delete ${content} (${formatSize(bytes)})?`
}

function lines(output: Output, report: CollectReport): readonly string[] {
  const { applied, prunedStates, contents, bytes } = report
  const { objectsDeleted, objectsWaiting, reclaimableBytes } = report
  const rows: readonly (readonly [string, string])[] = [
    [applied ? 'past states let go' : 'past states to let go', String(prunedStates)],
    ['unreferenced content', String(contents)],
    ['its bytes', output.size(bytes)],
    ['objects deleted', String(objectsDeleted)],
    ['objects waiting', String(objectsWaiting)],
    ['unused in the store', output.size(reclaimableBytes)],
  ]
  return rows.map(([label, value]) => `${output.colors.dim(`${label}:`.padEnd(24))}${value}`)
}
