/** Numbers and tables as text. */
import type { Measurement } from './measure.ts'
import { type Display, type Goal, isMet, type Table } from './scenario.ts'

/** Three significant digits, thousands separated. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** A measurement in the unit of its table. */
export function formatMeasurement(measurement: Measurement, display: Display): string {
  if (measurement.problem !== undefined) return `unavailable: ${measurement.problem}`
  if (display === 'milliseconds') return `${formatNumber(measurement.milliseconds)} ms`
  if (display === 'megabytes') return `${formatNumber(measurement.rate)} MB/s`
  return `${formatNumber(measurement.rate)} /s`
}

/** One goal on one line: what was measured, what was wanted, whether it holds. */
export function formatGoal(goal: Goal): string {
  const sign = goal.direction === 'atLeast' ? '>=' : '<='
  const verdict = isMet(goal) ? 'met' : 'MISSED'
  const stretch = goal.stretch === undefined ? '' : `, stretch ${goal.stretch}${goal.unit}`
  const unit = goal.unit === 'x' ? 'x' : ` ${goal.unit}`
  return `${formatNumber(goal.measured)}${unit} (goal ${sign} ${goal.limit}${unit}${stretch}) ${verdict}`
}

/** A table for a terminal. */
export function formatTable(table: Table): string {
  const width = Math.max(...table.measurements.map((row) => row.name.length), 12) + 2
  const own = table.measurements[0]
  const rows = table.measurements.map((row) => {
    const compared =
      own === undefined || row === own || row.problem !== undefined
        ? ''
        : `nexus is ${formatNumber(row.milliseconds / own.milliseconds)}x`
    const spread = row.problem === undefined ? `±${Math.round(row.spread * 50)}%` : ''
    const text = formatMeasurement(row, table.display)
    return `  ${row.name.padEnd(width)}${text.padStart(16)}  ${spread.padEnd(6)} ${compared.padEnd(18)} ${row.note ?? ''}`.trimEnd()
  })
  const goals = table.goals.map((goal) => `  -> ${goal.label}: ${formatGoal(goal)}`)
  const notes = (table.notes ?? []).map((note) => `  ${note}`)
  return [table.title, ...rows, ...goals, ...notes].join('\n')
}
