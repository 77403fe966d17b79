/** The results as a page. */
import { formatMeasurement, formatNumber } from './format.ts'
import type { Machine } from './machine.ts'
import { type Goal, isMet, type Table } from './scenario.ts'

/** What the page is made of. */
export interface Results {
  readonly machine: Machine
  readonly date: Date
  readonly repeats: number
  readonly tables: readonly Table[]
  /** Explanations by the id of the goal. */
  readonly gaps: Readonly<Record<string, string>>
}

/** The page RESULTS.md. */
export function formatResults(results: Results): string {
  const goals = results.tables.flatMap((table) => table.goals.map((goal) => ({ table, goal })))
  return [
    ...head(results),
    '## Goals',
    '',
    ...goalTable(
      goals.filter(({ goal }) => goal.kind === 'ratio'),
      results,
    ),
    '',
    '## Absolute floors',
    '',
    ...goalTable(
      goals.filter(({ goal }) => goal.kind === 'floor'),
      results,
    ),
    '',
    '## Measurements',
    ...results.tables.flatMap(measurementTable),
    '',
  ].join('\n')
}

function head({ machine, date, repeats }: Results): string[] {
  return [
    '# Results',
    '',
    'Written by `pnpm bench --write`. Every row of a table was measured in one run, contestants taking',
    `turns; numbers are medians of ${repeats} repeats. Only ratios travel between machines.`,
    '',
    `- ${date.toISOString().slice(0, 10)}, Node ${machine.node}, ${machine.system}`,
    `- ${machine.processor}, ${machine.cores} cores, ${machine.memory} GiB`,
    `- one fdatasync of 4 KiB takes ${machine.syncMilliseconds.toFixed(3)} ms on the disk used`,
    '',
    'Nexus is durable (an acknowledged write survives a power cut), hashes, keeps every version and logs',
    'every operation; a note beside a contestant says where it promises less.',
    '',
  ]
}

function goalTable(
  rows: readonly { readonly table: Table; readonly goal: Goal }[],
  { gaps }: Results,
): string[] {
  return [
    '| what | measured | goal | |',
    '|---|---|---|---|',
    ...rows.map(({ table, goal }) => {
      const sign = goal.direction === 'atLeast' ? '>=' : '<='
      const unit = goal.unit === 'x' ? 'x' : ` ${goal.unit}`
      const stretch = goal.stretch === undefined ? '' : ` (stretch ${goal.stretch}${unit})`
      const verdict = isMet(goal)
        ? 'met'
        : `**missed**: ${gaps[goal.id] ?? 'no explanation has been written yet'}`
      return `| ${table.title}: ${goal.label} | ${formatNumber(goal.measured)}${unit} | ${sign} ${formatNumber(goal.limit)}${unit}${stretch} | ${verdict} |`
    }),
  ]
}

function measurementTable(table: Table): string[] {
  const own = table.measurements[0]
  return [
    '',
    `### ${table.title}`,
    '',
    '| | median | nexus in comparison | |',
    '|---|---|---|---|',
    ...table.measurements.map((row) => {
      const compared =
        own === undefined || row === own || row.problem !== undefined
          ? ''
          : `${formatNumber(row.milliseconds / own.milliseconds)}x`
      return `| ${row.name} | ${formatMeasurement(row, table.display)} | ${compared} | ${row.note ?? ''} |`
    }),
    ...(table.notes ?? []).flatMap((note) => ['', note]),
  ]
}
