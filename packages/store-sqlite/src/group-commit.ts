import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Durability } from '@nexusfs/core/spec'
import { setSynchronous } from './connection.ts'
import { isBusy, sqliteCode, throwClosed, toNexusError } from './errors.ts'
import { retryBusy } from './retry.ts'
import type { Writer } from './writer.ts'

/** One member of a group: what it writes, and what it is worth to those who wait. */
export interface Member<Result> {
  readonly durability: Durability
  /** About how many changes it makes. */
  readonly changes: number
  /** About how many bytes it writes. */
  readonly bytes: number
  /** Runs in this connection's transaction; may run again after a roll back, so it keeps no state. */
  run(writer: Writer): Result
  /** True for a result that asks for nothing of it to be written. */
  isRefusal(result: Result): boolean
  /**
   * As `run`, for a member so long that it would hold the event loop: others run at every `yield`.
   * Never in a group.
   */
  readonly runInSlices?: ((writer: Writer) => Generator<undefined, Result, undefined>) | undefined
  /**
   * Runs by itself instead, outside any group, with a transaction of its own. `undefined` means that it
   * could not: the member then runs here.
   */
  readonly alone?: (() => Promise<Result | undefined>) | undefined
}

interface Waiting {
  readonly member: Member<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

type Outcome = { readonly result: unknown } | { readonly error: unknown }

const MOST_CHANGES = 256
const MOST_BYTES = 4 * 1024 * 1024

/** A member wrote before it failed, and the group has no savepoints to take only that back. */
class NeedsSavepoints extends Error {}

/**
 * Commits members in groups: all that were queued in one turn of the event loop share a transaction
 * and its sync, up to 256 changes or 4 MiB. There is no timer, so a lone writer does not wait. A
 * member that fails is taken out; the others are committed.
 */
export class GroupCommit {
  readonly #writer: Writer
  readonly #onCommit: () => void
  #queue: Waiting[] = []
  #running: Promise<void> | undefined
  #sliced: Promise<void> | undefined
  #isClosed = false
  #hasDeferred = false
  /** Whether the transaction that runs now writes anything; one that does not syncs nothing. */
  #isWriting = false

  constructor(writer: Writer, onCommit: () => void) {
    this.#writer = writer
    this.#onCommit = onCommit
  }

  /** Queues a member; resolves with its result once that is durable, or refused. @throws `CLOSED`, `BUSY`, `NO_SPACE` and others. */
  run<Result>(member: Member<Result>): Promise<Result> {
    if (this.#isClosed) throwClosed(this.#writer.settings.path)
    return this.#enqueue(member)
  }

  /**
   * While a long member runs in slices, the transaction is open over turns of the event loop, and a
   * read on this connection would see it. Reads wait for this first; `undefined` nearly always.
   */
  get sliced(): Promise<void> | undefined {
    return this.#sliced
  }

  /** Makes every deferred commit before it durable, by a full commit that writes one row. */
  async sync(): Promise<void> {
    if (this.#isClosed) throwClosed(this.#writer.settings.path)
    await this.#sync()
  }

  /** Refuses new members; resolves when those that wait are done and all is durable. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#sync()
    await this.#running
  }

  #enqueue<Result>(member: Member<Result>): Promise<Result> {
    const result = new Promise<unknown>((resolve, reject) => {
      this.#queue.push({ member, resolve, reject })
    })
    this.#running ??= this.#drain()
    return result as Promise<Result>
  }

  async #sync(): Promise<void> {
    if (!this.#hasDeferred && this.#running === undefined) return
    await this.#enqueue<void>({
      durability: 'full',
      changes: 1,
      bytes: 0,
      isRefusal: () => false,
      run: (writer) => {
        if (!this.#hasDeferred) return
        writer.hasWritten = true
        writer.statements.change('UPDATE store SET synced = synced + 1').run()
      },
    })
  }

  async #drain(): Promise<void> {
    // The turn's end: whoever commits in this turn joins the group.
    await nextTurn()
    try {
      while (this.#queue.length > 0) {
        await this.#commitGroup(this.#takeGroup())
        if (this.#queue.length > 0) await nextTurn()
      }
    } finally {
      this.#running = undefined
    }
  }

  #takeGroup(): readonly Waiting[] {
    let changes = 0
    let bytes = 0
    let count = 0
    for (const { member } of this.#queue) {
      changes += member.changes
      bytes += member.bytes
      const isFull = changes > MOST_CHANGES || bytes > MOST_BYTES || goesAlone(member)
      if (isFull && count > 0) break
      count += 1
      if (isFull) break
    }
    return this.#queue.splice(0, count)
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    const [first] = group
    if (first !== undefined && (await this.#commitAlone(first))) return
    let outcomes: readonly Outcome[]
    try {
      outcomes = await retryBusy(this.#writer.settings, () => this.#transaction(group))
    } catch (error) {
      if (group.length > 1 && !isBusy(error)) {
        for (const waiting of group) await this.#commitGroup([waiting])
        return
      }
      this.#isWriting = false
      outcomes = group.map(() => ({ error }))
    }
    if (this.#isWriting) this.#onCommit()
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index] as Outcome
      if ('error' in outcome) reject(toNexusError(outcome.error, this.#writer.settings.path))
      else resolve(outcome.result)
    }
  }

  /** True when the member goes alone, and so was answered. */
  async #commitAlone({ member, resolve, reject }: Waiting): Promise<boolean> {
    if (!goesAlone(member)) return false
    try {
      const elsewhere = await member.alone?.()
      if (elsewhere === undefined && member.runInSlices === undefined) return false
      resolve(elsewhere ?? (await this.#commitInSlices(member)))
      this.#onCommit()
    } catch (error) {
      reject(toNexusError(error, this.#writer.settings.path))
    }
    return true
  }

  /** Always a full commit. */
  async #commitInSlices(member: Member<unknown>): Promise<unknown> {
    const { statements, settings } = this.#writer
    await retryBusy(settings, () => statements.change('BEGIN IMMEDIATE').run())
    const done = Promise.withResolvers<void>()
    this.#sliced = done.promise
    try {
      this.#writer.begin()
      this.#writer.hasWritten = false
      const steps = member.runInSlices?.(this.#writer)
      let step = steps?.next()
      for (; step?.done === false; step = steps?.next()) await nextTurn()
      const result = step?.value
      if (member.isRefusal(result)) this.#rollBack()
      else {
        this.#writer.commit()
        if (this.#writer.hasWritten) this.#hasDeferred = false
      }
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    } finally {
      this.#sliced = undefined
      done.resolve()
    }
  }

  #rollBack(): void {
    const { statements } = this.#writer
    if (statements.db.inTransaction) statements.change('ROLLBACK').run()
    this.#writer.discard()
    this.#writer.forget()
  }

  #transaction(group: readonly Waiting[]): readonly Outcome[] {
    const isDeferred =
      this.#writer.settings.durability === 'full' &&
      group.every(({ member }) => member.durability === 'deferred')
    if (!isDeferred) {
      const outcomes = this.#attempt(group)
      if (this.#isWriting) this.#hasDeferred = false
      return outcomes
    }
    const { db } = this.#writer.statements
    setSynchronous(db, 'normal')
    try {
      this.#hasDeferred = true
      return this.#attempt(group)
    } finally {
      setSynchronous(db, 'full')
    }
  }

  /** Savepoints cost a copy of every page they touch, so the first try does without. */
  #attempt(group: readonly Waiting[]): readonly Outcome[] {
    try {
      return this.#applyAll(group, false)
    } catch (error) {
      if (!(error instanceof NeedsSavepoints)) throw error
      return this.#applyAll(group, true)
    }
  }

  #applyAll(group: readonly Waiting[], hasSavepoints: boolean): readonly Outcome[] {
    const { statements } = this.#writer
    statements.change('BEGIN IMMEDIATE').run()
    try {
      this.#writer.begin()
      this.#isWriting = false
      const outcomes = group.map(({ member }) => this.#apply(member, hasSavepoints))
      this.#writer.commit()
      return outcomes
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  #apply(member: Member<unknown>, hasSavepoint: boolean): Outcome {
    const { statements, log } = this.#writer
    log.start()
    this.#writer.hasWritten = false
    if (hasSavepoint) statements.change('SAVEPOINT member').run()
    const outcome = this.#runMember(member)
    const failed = 'error' in outcome || member.isRefusal(outcome.result)
    if (failed) this.#takeBack(hasSavepoint)
    else if (this.#writer.hasWritten) this.#isWriting = true
    if (hasSavepoint) statements.change('RELEASE member').run()
    return outcome
  }

  #runMember(member: Member<unknown>): Outcome {
    try {
      return { result: member.run(this.#writer) }
    } catch (error) {
      // After an error of SQLite the state of the transaction is not certain: each goes alone then.
      if (sqliteCode(error) !== undefined) throw error
      return { error }
    }
  }

  #takeBack(hasSavepoint: boolean): void {
    this.#writer.discard()
    if (!this.#writer.hasWritten) return
    if (!hasSavepoint) throw new NeedsSavepoints()
    this.#writer.statements.change('ROLLBACK TO member').run()
    this.#writer.forget()
  }
}

function goesAlone(member: Member<unknown>): boolean {
  return member.alone !== undefined || member.runInSlices !== undefined
}
