import type { UndoOptions, UndoResult, UndoTarget } from '@nexusfs/core'
import { CliError, usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { formatCount } from '../output/format.ts'
import {
  leftReason,
  skipReason,
  undoPreview,
  undoSummary,
  undoTable,
} from '../output/undo-report.ts'
import { treePath } from '../tree-path.ts'
import { withHint } from '../with-hint.ts'

type OnConflict = NonNullable<UndoOptions['onConflict']>

export default {
  details:
    'Takes operations back in one change, newest first, that can itself be undone. What was changed since is left alone:\nthat is a conflict and nothing is undone, or with --on-conflict skip the rest is, and the exit code is 7.\nShows what will change and asks on a terminal. --run selects here; NEXUS_RUN says which run the undo belongs to.',
  arguments: [{ name: '[OPERATION...]', description: 'ids, as "nexus log" prints them' }],
  options: [
    { flags: '--last <number>', description: "the newest changes of one's own", type: 'number' },
    { flags: '--run <id>', description: 'all operations of this run' },
    {
      flags: '--since <moment>',
      description: 'everything from this time on, such as 10m, or since an operation or snapshot',
      type: 'moment',
      completes: 'snapshot',
    },
    {
      flags: '--path <path>',
      description: 'with --since, only at or below this path; default /',
      completes: 'tree',
    },
    {
      flags: '--on-conflict <what>',
      description: 'fail (default) or skip',
      completes: ['fail', 'skip'],
    },
  ],
  async run(context, input) {
    const { globals, signal } = context
    const target = targetOf(input)
    const onConflict = onConflictOf(input)
    const nexus = await context.open()
    const undo = (what: UndoTarget, dryRun: boolean): Promise<UndoResult> =>
      withHint('UNDO_CONFLICT', CONFLICT, () => nexus.undo(what, { onConflict, dryRun, signal }))
    const result = globals.dryRun
      ? await undo(target, true)
      : await undo(await confirmed(context, target, undo), false)
    await print(context, result)
  },
} satisfies CommandDefinition

const CONFLICT =
  'Undo the later operations first or together with it, or leave out what they changed with --on-conflict skip.'

function targetOf(input: Input): UndoTarget {
  const [last, run, since] = [input.number('last'), input.text('run'), input.text('since')]
  const { arguments: ids } = input
  const given = [ids.length > 0, last !== undefined, run !== undefined, since !== undefined]
  if (given.filter(Boolean).length !== 1)
    throw usageError(
      'What is to be undone must be said in one way.',
      'nexus undo OPERATION, --last 1, --run ID, or --since 10m with --path PATH',
    )
  if (since === undefined && input.text('path') !== undefined)
    throw usageError('--path needs --since.', 'nexus undo --path /shared --since 10m')
  if (last === 0) throw usageError('--last 0 undoes nothing.', 'nexus undo --last 1')
  if (last !== undefined) return { last }
  if (run !== undefined) return { run }
  if (since !== undefined) return { path: treePath(input.text('path') ?? '/'), since }
  const [only] = ids
  return ids.length === 1 && only !== undefined ? only : ids
}

function onConflictOf(input: Input): OnConflict {
  const given = input.text('on-conflict') ?? 'fail'
  if (given === 'fail' || given === 'skip') return given
  throw usageError(`"${given}" is nothing to do on a conflict.`, 'Use --on-conflict fail or skip.')
}

/** Asks on a terminal. What was shown is then what is undone, whatever happened since. */
async function confirmed(
  { confirm, output }: Context,
  target: UndoTarget,
  undo: (target: UndoTarget, dryRun: boolean) => Promise<UndoResult>,
): Promise<UndoTarget> {
  let shown: UndoResult | undefined
  await confirm(async () => {
    shown = await undo(target, true)
    if (shown.undone.length === 0) return undefined
    for (const line of undoPreview(output, shown)) output.note(line)
    return `Undo ${formatCount(shown.undone.length, 'operation')}?`
  })
  const ids = [...(shown?.undone ?? []), ...(shown?.skipped ?? [])].map(({ id }) => id)
  return ids.length === 0 ? target : ids
}

/** @throws `PARTIAL` when something was left as it is, undone already apart. */
async function print({ globals, output }: Context, result: UndoResult): Promise<void> {
  const { operationId, undone, skipped, left: files = [] } = result
  const { dryRun } = globals
  await output.document(dryRun ? { dryRun, ...result } : result, () =>
    dryRun ? undoTable(output, result) : [],
  )
  if (undone.length === 0 && skipped.length === 0) output.note('there is nothing to undo')
  else output.note(undoSummary(result, dryRun ? 'would undo' : 'undid'))
  if (operationId !== undefined) output.note(`to take this back: nexus undo ${operationId}`)
  for (const operation of dryRun || output.format !== 'human' ? [] : skipped)
    output.warn(escapeForTerminal(`${operation.type} ${operation.path}: ${skipReason(operation)}`))
  for (const { path, reason } of dryRun || output.format !== 'human' ? [] : files)
    output.warn(escapeForTerminal(`${path}: ${leftReason(reason)}`))
  const left = skipped.filter(({ reason }) => reason !== 'alreadyUndone').length
  if (left === 0 && files.length === 0) return
  const what = left === 0 ? formatCount(files.length, 'file') : formatCount(left, 'operation')
  throw new CliError('PARTIAL', `${what} could not be undone.`, {
    hint: '"nexus show OPERATION" tells what an operation changed.',
    exitCode: EXIT.partial,
  })
}
