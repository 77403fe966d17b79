import {
  ClockWatch,
  checkStoreIsNewest,
  condemnCandidates,
  countCycle,
  countDoomed,
  deleteDoomed,
  findCycle,
  findHold,
  unusedCandidates,
} from '../content/index.ts'
import { pruneSpace } from '../history/index.ts'
import type { Precondition, Sequence } from '../spec/index.ts'
import type { BackgroundTask } from './background.ts'
import type { CollectorParts } from './collector-parts.ts'
import { checkAll } from './fsck.ts'
import { knownSpaces } from './known-spaces.ts'
import { TaskLease, taskTaken } from './task-lease.ts'
import type { CollectOptions, CollectReport, FsckOptions, FsckReport } from './types.ts'

const TASK = 'gc'
/** Milliseconds between background cycles, and where the last delete shall free the content. */
const EVERY_MS = 60 * 60 * 1000
const EVERY_MS_WITHOUT_RETENTION = 2_000
/** Before which everything is. */
const EVER = Number.MAX_SAFE_INTEGER

/** Counters of a running collection. */
interface Progressing {
  readonly options: CollectOptions
  readonly lease: TaskLease | undefined
  done: number
}

/**
 * Lets go of what nobody needs any more: past states by retention, then content that nothing references, then its
 * objects. Any error ends a cycle with all that comes later untouched.
 */
export class Collector {
  readonly #parts: CollectorParts
  readonly #watch: ClockWatch
  /** The settled sequence after the last background cycle that left nothing to wait for. */
  #idleAt: Sequence | undefined

  constructor(parts: CollectorParts) {
    this.#parts = parts
    this.#watch = new ClockWatch(parts.clock)
  }

  /**
   * One cycle, or what it would do.
   * @throws `CLOCK_DOUBTFUL`, `STORE_OUTDATED`, `BUSY` while another process collects, `ABORTED`.
   */
  async collect(options: CollectOptions): Promise<CollectReport> {
    const { store, content, clock } = this.#parts
    if (options.confirmClock === true) await this.#confirmClock()
    const cycle = await findCycle(store)
    this.#watch.check(cycle)
    await checkStoreIsNewest(content, cycle)
    if (options.apply !== true) return this.#preview(options)
    const lease = await TaskLease.take(store, clock, TASK, content.newId())
    // After a step back of the clock, the last lease seems to hold on for as long.
    if (lease === undefined && options.confirmClock !== true) throw taskTaken('collects')
    try {
      return await this.#apply({ options, lease, done: 0 })
    } finally {
      await lease?.release()
    }
  }

  /** Compares store and backends. */
  check(options: FsckOptions): Promise<FsckReport> {
    return checkAll(this.#parts, options)
  }

  /** The work of the background: at most hourly, within seconds where nothing is retained. */
  get task(): BackgroundTask {
    const { retention } = this.#parts.settings
    return {
      name: 'garbage collection',
      everyMs: retention === 0 ? EVERY_MS_WITHOUT_RETENTION : EVERY_MS,
      run: (signal) => this.#runInBackground(signal),
    }
  }

  async #runInBackground(signal: AbortSignal): Promise<void> {
    const { store, content, clock } = this.#parts
    if ((await store.settled()) === this.#idleAt) return
    const cycle = await findCycle(store)
    this.#watch.check(cycle)
    await checkStoreIsNewest(content, cycle)
    const lease = await TaskLease.take(store, clock, TASK, content.newId())
    if (lease === undefined) return
    try {
      await this.#apply({ options: { apply: true, signal }, lease, done: 0 })
      this.#idleAt = (await this.#isWaiting()) ? undefined : await store.settled()
    } finally {
      await lease.release()
    }
  }

  /** Whether time alone will bring something to do. */
  async #isWaiting(): Promise<boolean> {
    const { store, settings } = this.#parts
    if (settings.retention > 0) return true
    const options = { before: EVER, limit: 1 }
    const [candidates, doomed] = [await store.collectable(options), await store.doomed(options)]
    return candidates.rows.length > 0 || doomed.rows.length > 0
  }

  async #apply(progressing: Progressing): Promise<CollectReport> {
    const { store, content } = this.#parts
    const { signal, compact } = progressing.options
    const hold = await findHold(store)
    if (hold.until > this.#parts.clock.now()) throw taskTaken('holds collection off')
    const guard = hold.unchanged
    const onStep = (steps: number) => this.#step(progressing, steps)
    const prunedStates = await this.#prune(guard, progressing)
    this.#parts.mounts.enter(await knownSpaces(store))
    await this.#countCycle()
    const options = { signal, onStep }
    const condemned = await condemnCandidates(store, {
      ...options,
      guard,
      before: this.#condemnBefore(),
    })
    const objectsDeleted = await deleteDoomed(content, {
      ...options,
      before: this.#deleteBefore(),
      cycle: (await findCycle(store)).number,
      writable: this.#parts.mounts.writableBackends(),
    })
    const objectsWaiting = await countDoomed(content)
    const reclaimableBytes =
      compact === true ? await store.compact({ signal }) : (await store.size()).reclaimable
    return {
      applied: true,
      prunedStates,
      ...condemned,
      objectsDeleted,
      objectsWaiting,
      reclaimableBytes,
    }
  }

  async #preview(options: CollectOptions): Promise<CollectReport> {
    const { store, content } = this.#parts
    const prunedStates = await this.#prune(undefined, { options, lease: undefined, done: 0 })
    const unused = await unusedCandidates(store, await knownSpaces(store), {
      before: this.#condemnBefore(),
      signal: options.signal,
    })
    const objectsWaiting = await countDoomed(content)
    const { reclaimable: reclaimableBytes } = await store.size()
    return {
      applied: false,
      prunedStates,
      ...unused,
      objectsDeleted: 0,
      objectsWaiting,
      reclaimableBytes,
    }
  }

  async #prune(guard: Precondition | undefined, progressing: Progressing): Promise<number> {
    const { store, clock, settings } = this.#parts
    const { signal } = progressing.options
    const upTo =
      settings.retention === 0
        ? await store.settled()
        : await store.sequenceAt(clock.now() - settings.retention)
    const apply = guard !== undefined
    let count = 0
    for (const space of await knownSpaces(store)) {
      const onStep = (steps: number) => this.#step(progressing, steps)
      count += await pruneSpace(store, space, { upTo, apply, guard, signal, onStep })
    }
    return count
  }

  /** Tells others that this process is still at it, and the caller how far it came. */
  async #step(progressing: Progressing, steps: number): Promise<void> {
    progressing.done += steps
    await progressing.lease?.keep()
    progressing.options.onProgress?.({ done: progressing.done })
  }

  /** A cycle that finds nothing to do leaves no trace. */
  async #countCycle(): Promise<void> {
    const { store, clock } = this.#parts
    const candidates = await store.collectable({ before: this.#condemnBefore(), limit: 1 })
    const doomed = await store.doomed({ before: this.#deleteBefore(), limit: 1 })
    if (candidates.rows.length + doomed.rows.length === 0) return
    const last = await findCycle(store)
    const time = Math.max(last.time, clock.now())
    await countCycle(store, { number: last.number + 1, time })
  }

  async #confirmClock(): Promise<void> {
    const { store, clock } = this.#parts
    this.#watch.confirm()
    const last = await findCycle(store)
    if (last.time > clock.now()) await countCycle(store, { ...last, time: clock.now() })
  }

  /** Without a grace time a lease that ended early does not hold content back either. */
  #condemnBefore(): number {
    const { clock, settings } = this.#parts
    return settings.grace === 0 ? EVER : clock.now() - settings.grace
  }

  #deleteBefore(): number {
    const { clock, settings } = this.#parts
    return settings.delay === 0 ? EVER : clock.now() - settings.delay
  }
}
