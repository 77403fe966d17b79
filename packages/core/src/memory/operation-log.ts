import type {
  Id,
  OperationDraft,
  OperationQuery,
  OperationRow,
  Page,
  Sequence,
  SequenceRange,
} from '../spec/index.ts'
import { firstWhere } from './first-where.ts'
import type { UndoJournal } from './undo-journal.ts'

/** The log of all spaces and the source of sequences. */
export class OperationLog {
  readonly #journal: UndoJournal
  readonly #byId = new Map<Id, OperationRow>()
  readonly #bySequence = new Map<Sequence, OperationRow>()
  /** Rows of a space, oldest first. */
  readonly #spaces = new Map<string, OperationRow[]>()
  /** Sequences of all spaces, oldest first. */
  readonly #sequences: Sequence[] = []
  #taken = 0
  #settled = 0

  constructor(journal: UndoJournal) {
    this.#journal = journal
  }

  /** The next sequence; one that a failed commit took is not used again. */
  takeSequence(): Sequence {
    this.#taken += 1
    return this.#taken
  }

  /** The newest sequence of a commit that succeeded. */
  get settled(): Sequence {
    return this.#settled
  }

  /** Declares everything taken so far settled. */
  settle(): void {
    this.#settled = this.#taken
  }

  find(space: string, id: Id): OperationRow | undefined {
    const row = this.#byId.get(id)
    return row?.space === space ? row : undefined
  }

  findAt(sequence: Sequence): OperationRow | undefined {
    return this.#bySequence.get(sequence)
  }

  /** The last sequence of any space whose time is not later; 0 when there is none. */
  sequenceAt(time: number): Sequence {
    const isLater = (sequence: Sequence): boolean =>
      (this.#bySequence.get(sequence)?.time ?? 0) > time
    return this.#sequences[firstWhere(this.#sequences, isLater) - 1] ?? 0
  }

  append(space: string, draft: OperationDraft, time: number): Sequence | undefined {
    if (this.#byId.has(draft.id)) return undefined
    const sequence = this.takeSequence()
    const rows = this.#spaces.get(space) ?? []
    this.#spaces.set(space, rows)
    const row = { ...structuredClone(draft), space, sequence, time }
    rows.push(row)
    this.#sequences.push(sequence)
    this.#journal.note(() => {
      rows.pop()
      this.#sequences.pop()
    })
    this.#write(row)
    return sequence
  }

  setNode(sequence: Sequence, node: Id): void {
    const before = this.#bySequence.get(sequence)
    if (before === undefined) return
    const row = { ...before, node }
    const rows = this.#spaces.get(row.space) ?? []
    rows[firstAfter(rows, sequence - 1)] = row
    this.#write(row)
  }

  /** A page of a space's rows, newest first; `changed`, where given, holds the sequences of those that are asked for. */
  query(
    space: string,
    query: OperationQuery,
    changed?: ReadonlySet<Sequence> | undefined,
  ): Page<OperationRow> {
    const rows = this.#spaces.get(space) ?? []
    const found: OperationRow[] = []
    const before =
      query.after === undefined ? rows.length : firstAfter(rows, Number(query.after) - 1)
    for (let at = before - 1; at >= 0; at--) {
      const row = rows[at] as OperationRow
      if (changed?.has(row.sequence) === false || !matches(row, query)) continue
      if (found.length === query.limit) return { rows: found, next: String(found.at(-1)?.sequence) }
      found.push(row)
    }
    return { rows: found }
  }

  /** Rows of a space after a cursor, oldest first. */
  changes(space: string, cursor: string | undefined, limit: number) {
    const rows = this.#spaces.get(space) ?? []
    const start = firstAfter(rows, Number(cursor ?? 0))
    const page = rows.slice(start, start + limit)
    return { rows: page, next: String(page.at(-1)?.sequence ?? cursor ?? 0) }
  }

  /** Rows of a space in a range of sequences, oldest first. */
  range(space: string, { after, upTo }: SequenceRange): readonly OperationRow[] {
    const rows = this.#spaces.get(space) ?? []
    return rows.slice(firstAfter(rows, after), firstAfter(rows, upTo))
  }

  #write(row: OperationRow): void {
    this.#journal.set(this.#byId, row.id, row)
    this.#journal.set(this.#bySequence, row.sequence, row)
  }
}

function matches(row: OperationRow, query: OperationQuery): boolean {
  const { id, run, agent, tenant, path, under, types, since, until } = query
  return (
    (id === undefined || row.id === id) &&
    (run === undefined || row.run === run) &&
    (agent === undefined || row.agent === agent) &&
    (tenant === undefined || row.tenant === tenant) &&
    (path === undefined || row.path === path || row.target === path) &&
    (under === undefined || liesUnder(row.path, under) || liesUnder(row.target, under)) &&
    (types === undefined || types.includes(row.type)) &&
    (since === undefined || row.time >= since) &&
    (until === undefined || row.time < until)
  )
}

function liesUnder(path: string | undefined, directory: string): boolean {
  if (path === undefined) return false
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)
}

/** The index of the first row past the sequence. */
function firstAfter(rows: readonly OperationRow[], sequence: Sequence): number {
  return firstWhere(rows, (row) => row.sequence > sequence)
}
