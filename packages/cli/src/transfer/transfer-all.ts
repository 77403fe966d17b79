import type { TransferAction, TransferReport } from 'nexusfs'
import type { Context, Input } from '../command.ts'
import { formatCount } from '../output/format.ts'
import { ProgressBar } from '../output/progress-bar.ts'
import { addReports } from './print-report.ts'
import { runTransfer, type Transfer, type TransferSettings } from './run-transfer.ts'

/** Options that `cp` and `sync` share. */
export function settingsOf({ globals, signal }: Context, input: Input): TransferSettings {
  return {
    checksum: input.flag('checksum'),
    follow: input.flag('follow'),
    keepExisting: input.flag('keep'),
    delete: input.flag('delete'),
    dryRun: globals.dryRun || input.flag('check'),
    ifMatch: globals.ifMatch,
    signal,
  }
}

/** Runs transfers one after the other, with a bar on a terminal, after asking where something would be lost. */
export async function transferAll(
  context: Context,
  transfers: readonly Transfer[],
  settings: TransferSettings,
): Promise<{ readonly report: TransferReport; readonly actions: readonly TransferAction[] }> {
  const nexus = await context.open()
  if (settings.dryRun !== true)
    await context.confirm(() => questionFor(context, transfers, settings))
  const actions: TransferAction[] = []
  const bar = context.output.showsProgress ? new ProgressBar(context.io) : undefined
  const reports: TransferReport[] = []
  try {
    for (const transfer of transfers)
      reports.push(
        await runTransfer(nexus, transfer, {
          ...settings,
          onProgress: bar && ((progress) => bar.update(progress)),
          onAction: settings.dryRun === true ? (action) => actions.push(action) : undefined,
        }),
      )
  } finally {
    bar?.clear()
  }
  return { report: addReports(reports), actions }
}

/** What would be lost: removed files, and host files replaced. Replaced files of the tree keep their versions. */
async function questionFor(
  context: Context,
  transfers: readonly Transfer[],
  settings: TransferSettings,
): Promise<string | undefined> {
  const nexus = await context.open()
  let [removed, replaced] = [0, 0]
  for (const transfer of transfers) {
    if (settings.delete !== true && transfer.to.side === 'tree') continue
    await runTransfer(nexus, transfer, {
      ...settings,
      dryRun: true,
      onAction({ type }) {
        if (type === 'delete') removed += 1
        if (type === 'update' && transfer.to.side === 'host') replaced += 1
      },
    })
  }
  const parts = [
    removed > 0 && `remove ${formatCount(removed, 'path')}`,
    replaced > 0 && `replace ${formatCount(replaced, 'host file')}`,
  ].filter((part) => part !== false)
  const places = [...new Set(transfers.map(({ to }) => to.given))].join(', ')
  if (parts.length === 0) return undefined
  const sentence = `${parts.join(' and ')} in ${places}?`
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
