import type { TransferAction, TransferReport } from 'nexusfs'
import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { formatCount, formatSize } from '../output/format.ts'

const SHOWN_PROBLEMS = 20

/** Adds up what several transfers did. */
export function addReports(reports: readonly TransferReport[]): TransferReport {
  const sum = (key: Counter): number => reports.reduce((total, report) => total + report[key], 0)
  return {
    copied: sum('copied'),
    copiedBytes: sum('copiedBytes'),
    equal: sum('equal'),
    directories: sum('directories'),
    deleted: sum('deleted'),
    symbolicLinks: sum('symbolicLinks'),
    specialFiles: sum('specialFiles'),
    excluded: sum('excluded'),
    invalidNames: reports.flatMap(({ invalidNames }) => invalidNames),
    failed: reports.flatMap(({ failed }) => failed),
  }
}

type Counter = Exclude<keyof TransferReport, 'invalidNames' | 'failed'>

/**
 * Prints what was done, or with `actions` what would be done.
 * @throws `PARTIAL` when something could not come along.
 */
export async function printReport(
  { output }: Context,
  report: TransferReport,
  actions: readonly TransferAction[] | undefined,
): Promise<void> {
  const json = actions === undefined ? report : { dryRun: true, ...report, actions }
  const lines = (actions ?? []).map(({ type, path }) => `${type.padEnd(6)}  ${output.name(path)}`)
  await output.document(json, () => lines)
  output.note(summary(report, actions !== undefined))
  const problems = [
    ...report.invalidNames.map(({ path, reason }) => `${path}: ${reason}`),
    ...report.failed.map(({ path, code, message }) => `${path}: ${code}: ${message}`),
  ]
  if (problems.length === 0) return
  if (output.format === 'human') {
    for (const problem of problems.slice(0, SHOWN_PROBLEMS)) output.warn(escapeForTerminal(problem))
    if (problems.length > SHOWN_PROBLEMS)
      output.warn(`and ${problems.length - SHOWN_PROBLEMS} more, which --json lists`)
  }
  throw new CliError(
    'PARTIAL',
    `${formatCount(problems.length, 'path')} could not be copied; the others were.`,
    {
      hint: 'Mend what is listed and run the command again: what is equal already is skipped.',
      exitCode: EXIT.partial,
    },
  )
}

/** One sentence on a report. */
function summary(report: TransferReport, isDryRun: boolean): string {
  const parts = [
    `${isDryRun ? 'would copy' : 'copied'} ${formatCount(report.copied, 'file')} (${formatSize(report.copiedBytes)})`,
    report.equal > 0 && `${report.equal.toLocaleString('en-US')} equal`,
    report.directories > 0 && `${formatCount(report.directories, 'directory', 'directories')} made`,
    report.deleted > 0 && `${report.deleted.toLocaleString('en-US')} removed`,
    report.symbolicLinks > 0 && `skipped ${formatCount(report.symbolicLinks, 'symbolic link')}`,
    report.specialFiles > 0 && `skipped ${formatCount(report.specialFiles, 'special file')}`,
    report.excluded > 0 && `left out ${formatCount(report.excluded, 'folder')} of Nexus itself`,
  ]
  return parts.filter((part) => part !== false).join(', ')
}
