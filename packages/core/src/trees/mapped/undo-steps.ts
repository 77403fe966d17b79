import type {
  Id,
  JsonObject,
  MetadataStore,
  Mutation,
  NodeRestore,
  NodeRow,
} from '../../spec/index.ts'
import type { Observation, UndoDraft } from './ledger.ts'
import type { Owner } from './ledger-records.ts'

/** The collection of steps. */
const UNDOING = 'undoing'
/** Steps of one answer. */
const PAGE = 1000

/** A step of an undo: one object, or the marker of a directory. Paths are text. */
export interface UndoStep {
  /** Identity of the mount. */
  readonly mount: string
  /** Steps are done in this order: the undo's id and a number. Also the record's key. */
  readonly order: string
  /** The operation that it will be. */
  readonly id: Id
  readonly draft: UndoDraft
  /** The process that undoes. */
  readonly owner: Owner
  /** Milliseconds UTC. */
  readonly begun: number
  /** The operations that it takes back. */
  readonly operations: readonly Id[]
  /**
   * - `write`: the bytes of a past state; `delete`; `rename`, from another path.
   * - `follow`: the object of a file whose directory was moved back goes along.
   * - `mark`: a directory that came back is there also where it is empty; `unmark`: one that ends is not.
   */
  readonly kind: 'write' | 'delete' | 'rename' | 'follow' | 'mark' | 'unmark'
  readonly path: string
  readonly from?: string | undefined
  readonly node: Id
  readonly restore?: NodeRestore | undefined
  /** What is at `path`, or at `from` of a rename, unless others changed it. */
  readonly seen?: Observation | undefined
  /** A step before this one brought the object to `path`: what it left is what is there. */
  readonly moved?: boolean | undefined
  /** Of a write: the state whose bytes it puts. */
  readonly content?: NodeRow | undefined
}

/** Stores a step. */
export function putStep(step: UndoStep): Mutation {
  const value = JSON.parse(JSON.stringify(step)) as JsonObject
  return { kind: 'record', action: 'put', collection: UNDOING, key: step.order, value }
}

/** Whether a step is left to do. */
export async function isLeft(store: MetadataStore, { order }: UndoStep): Promise<boolean> {
  return (await store.getRecords(UNDOING, [order]))[0] !== undefined
}

/** A step was done, or will never be. */
export function deleteStep({ order }: UndoStep): Mutation {
  return { kind: 'record', action: 'delete', collection: UNDOING, key: order }
}

/** Steps of a mount that are left to do, in order; of one undo, or of all. */
export async function stepsOf(
  store: MetadataStore,
  mount: string,
  undo?: Id,
): Promise<readonly UndoStep[]> {
  const steps: UndoStep[] = []
  for (let after: string | undefined, more = true; more; ) {
    const options = { index: 'mount', prefix: [mount], after, limit: PAGE }
    const page = await store.scanRecords(UNDOING, options)
    for (const { value } of page.rows) {
      const step = value as unknown as UndoStep
      if (undo === undefined || step.draft.id === undo) steps.push(step)
    }
    after = page.next
    more = after !== undefined
  }
  return steps
}
