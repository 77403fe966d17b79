/** States of the content's row. */
export const ABSENT = 0
export const PENDING = 1
export const PRESENT = 2
export const SUSPECT = 3
export const CONDEMNED = 4
export const RENEWING = 5

/** States of a writer's file: never written; live; deleted but still in the history; pruned. */
export const NO_FILE = 0
export const LIVE = 1
export const PAST = 2

/** Where a writer, reader or collector is; each kind has its own steps. */
export const IDLE = 0

/** A writer of one file with the one content. */
export interface Writer {
  readonly at: number
  /** The generation that it was given. */
  readonly generation: number
  /** Whether a lease of it counts: it has neither confirmed nor lost it by expiry. */
  readonly leased: boolean
  /** Announcements that it still may make. */
  readonly tries: number
}

/** A collector: where it is, and the generation that it saw. */
export interface Collector {
  readonly at: number
  readonly generation: number
}

/** A reader: where it is, and the row that it saw before it asked for the object. */
export interface Reader extends Collector {
  readonly row: number
}

/**
 * Everything that the protocol of one content (one pool, backend and hash) consists of. Sets of generations are bit
 * sets: generation n is bit n.
 */
export interface State {
  readonly row: number
  readonly generation: number
  /** Leases as the store counts them, and whether they have not run out. */
  readonly leases: number
  readonly leaseHolds: boolean
  readonly isCandidate: boolean
  readonly doomed: number
  /** Objects on the backend. */
  readonly objects: number
  /** Of them, those that were damaged. */
  readonly rotten: number
  readonly files: readonly [number, number]
  readonly writers: readonly Writer[]
  readonly collectors: readonly Collector[]
  readonly reader: Reader | undefined
  readonly deletes: number
  /** Damages that may still happen, and whether one did. */
  readonly damages: number
  readonly wasDamaged: boolean
  /** A lease ran out under a writer that lived. */
  readonly wasLate: boolean
  /** What went wrong. */
  readonly violation: string | undefined
}

/** How many of each take part. */
export interface World {
  readonly writers: number
  readonly collectors: number
  readonly hasReader: boolean
  readonly deletes: number
  readonly damages: number
  /** Announcements that each writer may make. */
  readonly tries: number
  /** Whether leases may run out while their writers live. */
  readonly leasesExpire: boolean
  /** Whether writers and collectors may crash, at any step. */
  readonly crashes: boolean
}

/** Where everything begins. */
export function initialState(world: World): State {
  const writer = { at: IDLE, generation: 0, leased: false, tries: world.tries }
  return {
    row: ABSENT,
    generation: 0,
    leases: 0,
    leaseHolds: false,
    isCandidate: false,
    doomed: 0,
    objects: 0,
    rotten: 0,
    files: [NO_FILE, NO_FILE],
    writers: Array.from({ length: world.writers }, () => writer),
    collectors: Array.from({ length: world.collectors }, () => ({ at: IDLE, generation: 0 })),
    reader: world.hasReader ? { at: IDLE, generation: 0, row: ABSENT } : undefined,
    deletes: world.deletes,
    damages: world.damages,
    wasDamaged: false,
    wasLate: false,
    violation: undefined,
  }
}

/** The same text for the same state; collectors are interchangeable. */
export function keyOf(state: State): string {
  const { reader, files } = state
  const store =
    state.row |
    (state.generation << 3) |
    (state.leases << 6) |
    (Number(state.leaseHolds) << 8) |
    (Number(state.isCandidate) << 9) |
    (files[0] << 10) |
    (files[1] << 12) |
    (state.deletes << 14) |
    (state.damages << 16) |
    (Number(state.wasLate) << 17) |
    (Number(state.wasDamaged) << 18)
  const objects = state.doomed | (state.objects << 6) | (state.rotten << 12)
  const collectors = state.collectors.map(({ at, generation }) => at | (generation << 3))
  if (collectors.length === 2 && (collectors[0] as number) > (collectors[1] as number))
    collectors.reverse()
  const actors = collectors.reduce((codes, code) => codes * 64 + code, 0)
  let writers = 0
  for (const { at, generation, leased, tries } of state.writers)
    writers = writers * 1024 + (at | (generation << 3) | (Number(leased) << 6) | (tries << 7))
  return String.fromCharCode(
    store & 0xffff,
    (store >> 16) | ((objects >> 16) << 3),
    objects & 0xffff,
    actors & 0xffff,
    reader === undefined ? 0 : reader.at | (reader.generation << 3) | (reader.row << 6),
    writers & 0xffff,
    writers >> 16,
  )
}

/** Damage was found, and its content waits for somebody to write the same bytes, or to say that they are there. */
export function isHealing({ row, wasDamaged }: State): boolean {
  return (row === SUSPECT || row === RENEWING) && wasDamaged
}

/** The newest generation whose key was handed out: of content that is renewing, that of its replacement. */
export function newestGeneration({ row, generation }: State): number {
  return row === RENEWING ? generation + 1 : generation
}

/** Whether a set of generations has one. */
export function has(generations: number, generation: number): boolean {
  return (generations & (1 << generation)) !== 0
}

/** A set of generations and one more. */
export function plus(generations: number, generation: number): number {
  return generations | (1 << generation)
}

/** A set of generations without one. */
export function minus(generations: number, generation: number): number {
  return generations & ~(1 << generation)
}

/** Whether a state of a file, live or past, has the content. */
export function isReferenced({ files }: State): boolean {
  return files.some((file) => file === LIVE || file === PAST)
}

/** A tuple or list with one member replaced. */
export function withMember<List extends readonly unknown[]>(
  list: List,
  index: number,
  member: List[number],
): List {
  return list.map((value, at) => (at === index ? member : value)) as unknown as List
}
