import type { Id, OperationRow, Sequence } from '../spec/index.ts'
import type { LogProblem } from './log-problem.ts'
import { hashOfRow } from './operation-hashes.ts'
import { type SealEntry, shortened } from './seal-entries.ts'

/** Problems that are told. */
const MOST = 1_000
/** Rows, and entries, among which moved rows are looked for: each is compared with each. */
const MOST_MOVED = 300

/** A run of sealed operations whose rows are not there. */
interface MissingRun {
  readonly ordinal: number
  /** The operation before it. */
  readonly after: Id | undefined
  count: number
  /** The first of them. */
  readonly entries: SealEntry[]
}

/** What a verification found, gathered while it goes through the log. */
export class LogFindings {
  readonly #told: { readonly at: Sequence; readonly problem: LogProblem }[] = []
  readonly #runs: MissingRun[] = []
  readonly #changed: { readonly entry: SealEntry; readonly row: OperationRow }[] = []
  readonly #added: OperationRow[] = []

  tell(at: Sequence, problem: LogProblem): void {
    if (this.#told.length < MOST) this.#told.push({ at, problem })
  }

  /** The row of a sealed operation is not there. `ordinal` counts sealed operations from 0. */
  missing(entry: SealEntry, ordinal: number, after: Id | undefined): void {
    const run = this.#runs.at(-1)
    if (run !== undefined && run.ordinal + run.count === ordinal) {
      run.count += 1
      if (run.entries.length < MOST_MOVED) run.entries.push(entry)
    } else if (this.#runs.length < MOST) {
      this.#runs.push({ ordinal, after, count: 1, entries: [entry] })
    }
  }

  /** The row in the place of a sealed operation is another one. */
  changed(entry: SealEntry, row: OperationRow): void {
    if (this.#changed.length < MOST) this.#changed.push({ entry, row })
  }

  /** A row among the sealed ones was never sealed. */
  added(row: OperationRow): void {
    if (this.#added.length < MOST) this.#added.push(row)
  }

  /** All of it, in the order of the log. `count`: sealed operations. */
  problems(count: number): LogProblem[] {
    const moves = this.#findMoves()
    const found = [...this.#told]
    const tell = (at: Sequence, problem: LogProblem) => found.push({ at, problem })
    for (const row of moves.rows) tell(row.sequence, movedRow(row))
    for (const run of this.#runs) {
      const left = run.count - run.entries.filter((entry) => moves.entries.has(entry)).length
      const isEnd = run.ordinal + run.count === count
      if (left > 0) tell(run.entries[0]?.sequence ?? 0, missingRows(left, run.after, isEnd))
    }
    for (const { entry, row } of this.#changed) {
      const [isPlaceEmpty, isElsewhere] = [moves.rows.has(row), moves.entries.has(entry)]
      if (!isPlaceEmpty) tell(row.sequence, isElsewhere ? addedRow(row) : changedRow(row))
      else if (!isElsewhere) tell(row.sequence, missingRows(1, undefined, false))
    }
    for (const row of this.#added) if (!moves.rows.has(row)) tell(row.sequence, addedRow(row))
    found.sort((a, b) => a.at - b.at)
    return found.slice(0, MOST).map(({ problem }) => problem)
  }

  /** Rows that would be right at the place of another sealed operation, and the entries of those. */
  #findMoves() {
    const moved = { rows: new Set<OperationRow>(), entries: new Set<SealEntry>() }
    const rows = [...this.#added, ...this.#changed.map(({ row }) => row)].slice(0, MOST_MOVED)
    const runs = this.#runs.flatMap(({ entries }) => entries)
    const entries = [...runs, ...this.#changed.map(({ entry }) => entry)].slice(0, MOST_MOVED)
    for (const row of rows) {
      const origin = entries.find((entry) => !moved.entries.has(entry) && isRowOf(entry, row))
      if (origin === undefined) continue
      moved.rows.add(row)
      moved.entries.add(origin)
    }
    return moved
  }
}

/** Whether the row, had it the place of the entry, would be the one that was sealed. */
function isRowOf(entry: SealEntry, row: OperationRow): boolean {
  return entry.row === shortened(hashOfRow({ ...row, sequence: entry.sequence }))
}

function changedRow(row: OperationRow): LogProblem {
  return {
    kind: 'changed',
    operationId: row.id,
    message: `${name(row)} was changed after it was sealed.`,
  }
}

function addedRow(row: OperationRow): LogProblem {
  return {
    kind: 'added',
    operationId: row.id,
    message: `${name(row)} was put among operations that had been sealed without it.`,
  }
}

function movedRow(row: OperationRow): LogProblem {
  return {
    kind: 'moved',
    operationId: row.id,
    message: `${name(row)} does not stand where it stood when it was sealed.`,
  }
}

function missingRows(count: number, after: Id | undefined, isEnd: boolean): LogProblem {
  const rows = count === 1 ? '1 sealed operation is' : `${count} sealed operations are`
  if (isEnd) {
    const place = after === undefined ? 'all there were' : `after operation ${after}`
    return {
      kind: 'truncated',
      message: `The end of the log was cut off: ${rows} missing, ${place}.`,
    }
  }
  const place = after === undefined ? '' : ` after operation ${after}`
  return { kind: 'missing', message: `${rows} missing${place}.` }
}

function name({ id, type, time }: OperationRow): string {
  return `Operation ${id} (${type}, ${timeText(time)})`
}

/** A damaged time may be no time. */
function timeText(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? `time ${time}` : date.toISOString()
}
