import { NexusError } from '../errors/index.ts'
import type { IdSource } from '../kit/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Clock, MetadataStore, Precondition, RecordRow } from '../spec/index.ts'

/** The record in the collection `gc` that says who holds collection off. */
const KEY = 'hold'
/** Milliseconds that a hold lasts without renewal, so that one whose process died does not hold for ever. */
const LASTS_MS = 10 * 60 * 1000
const RENEWED_MS = LASTS_MS / 5
/** How often a change of the record is tried when others change it too. */
const ATTEMPTS = 20

/** What a hold is made with. */
export interface HoldParts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly newId: IdSource
}

/** A hold on collection, renewed until it is released. */
export interface CollectionHold {
  /** @throws `LEASE_LOST` when it could not be renewed in time, so that something may have been collected. */
  check(): void
  /** Idempotent. A failure is left to the hold's end. */
  release(): Promise<void>
}

/** Answer of {@link findHold}. */
export interface HoldState {
  /** Milliseconds UTC at which the last hold ends; 0 when there is none. */
  readonly until: number
  /** The condition that nobody came to hold since. */
  readonly unchanged: Precondition
}

/**
 * Keeps past states from being pruned and content from being condemned and deleted, in every process on the store, for
 * whoever copies content that a past state of the store names.
 */
export async function holdCollection(parts: HoldParts): Promise<CollectionHold> {
  const { clock } = parts
  const holder = parts.newId()
  let until = await renew(parts, holder)
  let released: Promise<void> | undefined
  let callOff = (): void => {}
  const schedule = (): void => {
    callOff = clock.after(RENEWED_MS, () => void again())
  }
  const again = async (): Promise<void> => {
    // What fails is tried again; `check` tells when all tries came too late.
    until = await renew(parts, holder).catch(() => until)
    if (released === undefined) schedule()
    else await remove(parts, holder)
  }
  schedule()
  return {
    check() {
      if (clock.now() < until) return
      throw new NexusError('LEASE_LOST', 'Garbage collection could not be held off any longer.', {
        hint: 'See that the store can be written, and begin again.',
      })
    },
    release() {
      callOff()
      released ??= remove(parts, holder).catch(() => undefined)
      return released
    },
  }
}

/**
 * Whether collection is held off. A collector stops while `until` is not over, and gives `unchanged` to each commit
 * that prunes or condemns: what a holder then sees is not condemned before it ends.
 */
export async function findHold(store: MetadataStore): Promise<HoldState> {
  const row = await find(store)
  return { until: Math.max(0, ...Object.values(holdersOf(row))), unchanged: unchangedSince(row) }
}

/** Takes or renews a hold; gives its end. */
async function renew(parts: HoldParts, holder: string): Promise<number> {
  const until = parts.clock.now() + LASTS_MS
  await change(parts, (holders) => ({ ...holders, [holder]: until }))
  return until
}

function remove(parts: HoldParts, holder: string): Promise<void> {
  return change(parts, ({ [holder]: _released, ...others }) => others)
}

/** Changes who holds; holds that ran out are dropped on the way. @throws `BUSY`. */
async function change(
  { store, clock }: HoldParts,
  edit: (holders: Readonly<Record<string, number>>) => Readonly<Record<string, number>>,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await find(store)
    const now = clock.now()
    const current = Object.entries(holdersOf(row)).filter(([, until]) => until > now)
    const value = { ...edit(Object.fromEntries(current)) }
    const action =
      Object.keys(value).length > 0
        ? { action: 'put' as const, value }
        : ({ action: 'delete' } as const)
    const { ok } = await store.commit({
      space: DEFAULT_SPACE,
      operations: [],
      preconditions: [unchangedSince(row)],
      mutations: [{ kind: 'record', collection: 'gc', key: KEY, ...action }],
    })
    if (ok) return
  }
  throw new NexusError('BUSY', 'Garbage collection could not be held off: others did so as well.', {
    hint: 'Try again.',
  })
}

async function find(store: MetadataStore): Promise<RecordRow | undefined> {
  return (await store.getRecords('gc', [KEY]))[0]
}

function unchangedSince(row: RecordRow | undefined): Precondition {
  return { kind: 'record', collection: 'gc', key: KEY, version: row?.version ?? null }
}

/** Ends by holder. */
function holdersOf(row: RecordRow | undefined): Readonly<Record<string, number>> {
  const entries = Object.entries(row?.value ?? {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
