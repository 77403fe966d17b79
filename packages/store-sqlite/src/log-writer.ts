import type { Id, OperationDraft, Sequence } from '@nexusfs/core/spec'
import { ID, idOf } from './codec.ts'
import type { Statements } from './statements.ts'

interface PendingOperation {
  readonly draft: OperationDraft
  readonly time: number
  node: Id | undefined
  /** Nodes that were touched; nearly always one, so the others have a list only when needed. One may be there twice. */
  first: Id | undefined
  others: Id[] | undefined
  /** A statement wrote effects of its own, so the others must be listed too. */
  many: boolean
}

const PLAIN = 'sequence, id, space, type, path, node, tenant, agent, time'
const PLAIN_VALUES = `?, ${ID}, ?, ?, ?, ${ID}, ?, ?, ?`
/** Most operations have no more; each value that is bound costs time. */
const INSERT_PLAIN = `INSERT INTO operation_log(${PLAIN}) VALUES (${PLAIN_VALUES})`
const INSERT = `INSERT INTO operation_log(${PLAIN}, target, user, run, request_id, batch, details)
  VALUES (${PLAIN_VALUES}, ?, ?, ?, ?, ${ID}, ?)`

/** One statement for many nodes: each call from JavaScript costs more than the row. */
const INSERT_EFFECTS = `INSERT OR IGNORE INTO operation_effects(operation, node)
  SELECT ?, unhex(value, '-') FROM json_each(?)`

/**
 * Appends to the log. Rows are held back until the batch has been applied, because the log refuses
 * updates and the node of the first effect is not known before. Sequences go on from the largest one.
 */
export class LogWriter {
  readonly #statements: Statements
  readonly #pending = new Map<Sequence, PendingOperation>()
  /** Ids of this transaction. */
  readonly #ids = new Set<Id>()
  #last = 0
  #lastBefore = 0
  /** The last row when the transaction began, now, and when the batch began. */
  #begun = 0
  #logged = 0
  #loggedBefore = 0
  /** The largest id that was logged before this transaction. */
  #newest: Id = ''

  constructor(statements: Statements) {
    this.#statements = statements
  }

  /** Reads where the log ends; at the start of a transaction. */
  begin(): void {
    const row = this.#statements
      .query<[number, number, string]>(
        `SELECT ifnull((SELECT max(sequence) FROM operation_log), 0), taken,
           (SELECT ifnull(hex(max(id)), '') FROM operation_log) FROM store`,
      )
      .get()
    const [logged, taken, newest] = row ?? [0, 0, '']
    this.#begun = logged
    this.#logged = logged
    this.#last = Math.max(logged, taken)
    this.#newest = idOf(newest)
    this.#ids.clear()
    this.start()
  }

  /** A batch begins. */
  start(): void {
    this.#pending.clear()
    this.#lastBefore = this.#last
    this.#loggedBefore = this.#logged
  }

  /** The batch came to nothing: its sequences are free again. */
  discard(): void {
    this.#last = this.#lastBefore
    this.#logged = this.#loggedBefore
    for (const { draft } of this.#pending.values()) this.#ids.delete(draft.id)
    this.start()
  }

  /** Announces a row; `undefined` when the id is logged already. */
  insert(draft: OperationDraft, time: number): Sequence | undefined {
    if (this.#isLogged(draft.id)) return undefined
    this.#ids.add(draft.id)
    this.#last += 1
    const none = { node: undefined, first: undefined, others: undefined, many: false }
    this.#pending.set(this.#last, { draft, time, ...none })
    return this.#last
  }

  /** A sequence without a row. */
  takeSequence(): Sequence {
    this.#last += 1
    this.#statements.change('UPDATE store SET taken = ?').run(this.#last)
    return this.#last
  }

  /** Notes the node of the operation's first effect. */
  setNode(sequence: Sequence, node: Id): void {
    const pending = this.#pending.get(sequence)
    if (pending !== undefined) pending.node = node
  }

  /** Notes that the operation made or ended a state of the node. */
  touch(sequence: Sequence, node: Id): void {
    const pending = this.#pending.get(sequence)
    if (pending === undefined || pending.first === node) return
    if (pending.first === undefined) pending.first = node
    else {
      pending.others ??= []
      pending.others.push(node)
    }
  }

  /** Notes that effects of the operation were written by a statement of their own. */
  touchMany(sequence: Sequence): void {
    const pending = this.#pending.get(sequence)
    if (pending !== undefined) pending.many = true
  }

  /** The last row of the log when the transaction began; 0 when there was none. */
  get begun(): Sequence {
    return this.#begun
  }

  /** The last row of the log as it is now in the transaction. */
  get logged(): Sequence {
    return this.#logged
  }

  /** Whether the batch has rows to write. */
  get hasPending(): boolean {
    return this.#pending.size > 0
  }

  /** Writes the rows of the batch; yields after every `size` of them, and of the nodes that one of them touched. */
  *flush(space: () => number, size: number): Generator<undefined, void, undefined> {
    let count = 0
    for (const [sequence, pending] of this.#pending) {
      this.#write(sequence, space(), pending)
      if (pending.many || pending.others !== undefined)
        yield* this.#writeEffects(sequence, pending, size)
      count += 1
      if (count % size === 0) yield
    }
    this.start()
  }

  #write(sequence: Sequence, space: number, { draft, time, node, first }: PendingOperation) {
    this.#logged = sequence
    const { id, type, path, tenant, agent } = draft
    const common = [sequence, id, space, type, path, node ?? first, tenant, agent, time]
    if (isPlain(draft)) this.#statements.change(INSERT_PLAIN).run(...common.map(orNull))
    else {
      const { target, user, run, requestId, batch, details } = draft
      const json = details && JSON.stringify(details)
      const rest = [target, user, run, requestId, batch, json]
      this.#statements.change(INSERT).run(...common.map(orNull), ...rest.map(orNull))
    }
  }

  *#writeEffects(
    sequence: Sequence,
    { first, others }: PendingOperation,
    size: number,
  ): Generator<undefined, void, undefined> {
    if (first === undefined) return
    const insert = this.#statements.change(INSERT_EFFECTS)
    const nodes = [first, ...(others ?? [])]
    for (let start = 0; start < nodes.length; start += size) {
      if (start > 0) yield
      insert.run(sequence, JSON.stringify(nodes.slice(start, start + size)))
    }
  }

  /** Ids that are larger than every logged one, as time-ordered ones mostly are, need no look-up. */
  #isLogged(id: Id): boolean {
    if (this.#ids.has(id)) return true
    if (id > this.#newest) return false
    const sql = `SELECT 1 FROM operation_log WHERE id = ${ID}`
    return this.#statements.query(sql).get(id) !== undefined
  }
}

function isPlain({ target, user, run, requestId, batch, details }: OperationDraft): boolean {
  return (
    target === undefined &&
    user === undefined &&
    run === undefined &&
    requestId === undefined &&
    batch === undefined &&
    details === undefined
  )
}

function orNull(value: unknown): unknown {
  return value ?? null
}
