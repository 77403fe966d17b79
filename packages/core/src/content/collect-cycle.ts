import { isNexusError, NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Backend, Clock, MetadataStore } from '../spec/index.ts'
import type { ContentContext } from './context.ts'

const COLLECTION = 'gc'
const KEY = 'cycle'
/** Milliseconds by which clocks of hosts that share a store may differ, and are set right. */
const TOLERANCE_MS = 60_000
/** Milliseconds of a leap that nobody takes for a correction. */
const LEAP_MS = 60 * 60 * 1000

/** What the store remembers of collections. */
export interface Cycle {
  /** Number of the last one that deleted something; 0 before the first. */
  readonly number: number
  /** Milliseconds UTC by the collector's clock. */
  readonly time: number
}

/** The last collection. */
export async function findCycle(store: MetadataStore): Promise<Cycle> {
  const [row] = await store.getRecords(COLLECTION, [KEY])
  const { number, time } = row?.value ?? {}
  return {
    number: typeof number === 'number' ? number : 0,
    time: typeof time === 'number' ? time : 0,
  }
}

/** Counts a collection, before any backend hears of it. */
export async function countCycle(store: MetadataStore, cycle: Cycle): Promise<void> {
  const value = { number: cycle.number, time: cycle.time }
  await store.commit({
    space: DEFAULT_SPACE,
    operations: [],
    mutations: [{ kind: 'record', action: 'put', collection: COLLECTION, key: KEY, value }],
  })
}

/** The highest number that one of the backends was told; 0 where none was. Backends of other stores do not count. */
export async function highestTold(
  { backends }: ContentContext,
  configured: readonly Backend[],
): Promise<number> {
  let highest = 0
  for (const backend of configured) {
    try {
      highest = Math.max(highest, (await backends.marker(backend))?.cycle ?? 0)
    } catch (error) {
      if (!isNexusError(error, 'BACKEND_IN_USE')) throw error
    }
  }
  return highest
}

/** Refuses to collect with a store that is older than what its backends were told. @throws `STORE_OUTDATED`. */
export async function checkStoreIsNewest(context: ContentContext, cycle: Cycle): Promise<void> {
  const told = await highestTold(context, context.configured())
  if (told <= cycle.number) return
  throw new NexusError(
    'STORE_OUTDATED',
    `A backend was told of garbage collection ${told}, and the store knows of ${cycle.number}: an older copy of the store was restored.`,
    { hint: 'Run fsck to see whether content is missing; once it has passed, collection goes on.' },
  )
}

/** Watches a clock for steps back and leaps. */
export class ClockWatch {
  readonly #clock: Clock
  #offset: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#offset = clock.now() - clock.elapsed()
  }

  /** Takes the clock for right from now on. */
  confirm(): void {
    this.#offset = this.#clock.now() - this.#clock.elapsed()
  }

  /** @throws `CLOCK_DOUBTFUL` when it stepped back, also behind the last collection, or leaped. */
  check(last: Cycle): void {
    const now = this.#clock.now()
    const leap = now - this.#clock.elapsed() - this.#offset
    if (now < last.time - TOLERANCE_MS) throw doubtful(`is behind the last collection`, last.time)
    if (leap < -TOLERANCE_MS) throw doubtful(`stepped back by ${-Math.round(leap)} ms`)
    if (leap > LEAP_MS) throw doubtful(`leaped by ${Math.round(leap)} ms`)
  }
}

function doubtful(what: string, time?: number): NexusError {
  const at = time === undefined ? '' : ` of ${new Date(time).toISOString()}`
  return new NexusError(
    'CLOCK_DOUBTFUL',
    `Nothing was collected: the clock ${what}${at}, so it cannot be told what is old enough.`,
    { hint: 'Set the clock right, or confirm that it is with gc({ confirmClock: true }).' },
  )
}
