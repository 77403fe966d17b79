import type { Hash, Id, MetadataStore, OperationRow, Sequence } from '../spec/index.ts'
import type { LogFindings } from './log-findings.ts'
import type { LogProblem } from './log-problem.ts'
import { type BlockRows, isDamage, type LogReader } from './log-reader.ts'
import { hashOperations, nextInChain, type OperationHashes } from './operation-hashes.ts'
import { horizonOf } from './reach.ts'
import { type SealEntry, shortened } from './seal-entries.ts'
import type { SealBlock } from './seal-records.ts'

/** What the check of one block needs, and what it has seen so far. */
export interface LogCheck {
  readonly store: MetadataStore
  readonly space: string
  readonly reader: LogReader
  readonly findings: LogFindings
  /** Up to which past states may be gone. */
  horizon: Sequence
  /** The last operation whose row was there. */
  lastSeen: Id | undefined
}

/** A sealed operation whose row is the one that was sealed. */
interface Match {
  readonly entry: SealEntry
  readonly row: OperationRow
}

/** What one operation adds to the chain. */
export type Link = Pick<OperationHashes, 'row' | 'effects'>

/**
 * Compares the rows of a block with its entries, and the states that the operations made.
 * @returns what the operations add to the chain; `undefined` when not every row is as it was sealed.
 */
export async function verifyBlock(
  check: LogCheck,
  block: SealBlock,
  after: Sequence,
): Promise<readonly Link[] | undefined> {
  const read = await check.reader.read(block.entries, after)
  const hashes = await hashAll(check, read.rows)
  const { links, problems } = await compare(check, block, read, hashes)
  if (problems.length === 0) return links
  const actual = hashes.map((hash, index) => actualLink(check, hash, block.entries[index]))
  if (followLinks(block.previous, actual) === block.head) {
    // The chain says that the rows are right, so it is the entries that are not.
    check.findings.tell(after + 1, {
      kind: 'seal',
      message: `The seal of ${block.entries.length} operations after number ${block.before} was changed.`,
    })
    return actual
  }
  for (const tell of problems) tell()
  return undefined
}

/** The chain hash after links. */
export function followLinks(start: Hash, links: readonly Link[]): Hash {
  return links.reduce((head, { row, effects }) => nextInChain(head, row, effects), start)
}

async function compare(
  check: LogCheck,
  { before, entries }: SealBlock,
  { rows, unreadable }: BlockRows,
  hashes: readonly OperationHashes[],
) {
  const { findings } = check
  const problems: (() => void)[] = []
  const links: Link[] = []
  const bySequence = new Map(rows.map((row, index) => [row.sequence, index]))
  for (const [index, entry] of entries.entries()) {
    const at = bySequence.get(entry.sequence)
    bySequence.delete(entry.sequence)
    const [row, hash] = at === undefined ? [] : [rows[at], hashes[at]]
    if (row === undefined || hash === undefined) {
      const { lastSeen } = check
      if (unreadable.has(entry.sequence))
        problems.push(() => tellUnreadable(check, entry, lastSeen))
      else problems.push(() => findings.missing(entry, before + index, lastSeen))
      continue
    }
    check.lastSeen = row.id
    if (shortened(hash.row) !== entry.row) problems.push(() => findings.changed(entry, row))
    else {
      links.push({ row: hash.row, effects: entry.effects })
      const problem = await findEffectsProblem(check, { entry, row }, hash)
      if (problem !== undefined) problems.push(() => findings.tell(row.sequence, problem))
    }
  }
  for (const at of bySequence.values())
    problems.push(() => findings.added(rows[at] as OperationRow))
  return { links, problems }
}

/** States that were pruned add to the chain what the entry says of them. */
function actualLink(
  { horizon }: LogCheck,
  { row, effects, states }: OperationHashes,
  entry: SealEntry | undefined,
): Link {
  const isPruned = entry !== undefined && states < entry.states && entry.sequence <= horizon
  return { row, effects: isPruned ? entry.effects : effects }
}

/** Hashes of rows; those whose states cannot be read have no hash of effects that could be right. */
async function hashAll(
  { store, space }: LogCheck,
  rows: readonly OperationRow[],
): Promise<readonly OperationHashes[]> {
  try {
    return await hashOperations(store, space, rows)
  } catch (error) {
    if (!isDamage(error)) throw error
    const hashes: OperationHashes[] = []
    for (const row of rows) hashes.push(await hashOne(store, space, row))
    return hashes
  }
}

async function hashOne(
  store: MetadataStore,
  space: string,
  row: OperationRow,
): Promise<OperationHashes> {
  try {
    return (await hashOperations(store, space, [row]))[0] as OperationHashes
  } catch (error) {
    if (!isDamage(error)) throw error
    const [{ row: hash }] = (await hashOperations(NO_STATES, space, [row])) as [OperationHashes]
    return { row: hash, effects: '', states: Number.POSITIVE_INFINITY }
  }
}

/** For rows whose states cannot be read. */
const NO_STATES: Pick<MetadataStore, 'statesMade'> = { statesMade: async () => ({ rows: [] }) }

/** Past states that were pruned are not there to compare; the chain has their hash from the seal. */
async function findEffectsProblem(
  check: LogCheck,
  { entry, row }: Match,
  hash: OperationHashes,
): Promise<LogProblem | undefined> {
  const { store, space } = check
  if (hash.effects === entry.effects)
    return hash.states === entry.states ? undefined : changedEntry(row)
  // Read again: a state may have ended between two pages, and the horizon may have moved meanwhile.
  const again = await hashOne(store, space, row)
  if (again.effects === entry.effects) return undefined
  if (again.states < entry.states) {
    if (entry.sequence > check.horizon) check.horizon = await horizonOf(store, space)
    if (entry.sequence <= check.horizon) return undefined
  }
  const message = effectsMessage(row, again, entry)
  return { kind: 'effects', operationId: row.id, message }
}

function changedEntry({ id }: OperationRow): LogProblem {
  return { kind: 'seal', operationId: id, message: `The seal of operation ${id} was changed.` }
}

function effectsMessage(
  { id, type }: OperationRow,
  { states }: OperationHashes,
  sealed: SealEntry,
): string {
  const operation = `operation ${id} (${type})`
  if (states === Number.POSITIVE_INFINITY) return `What ${operation} made cannot be read.`
  if (states === sealed.states)
    return `What ${operation} made was changed after it was sealed: the version or content hash of a file.`
  return `What ${operation} made was changed after it was sealed: ${states} states of nodes are there, not ${sealed.states}.`
}

function tellUnreadable(
  { findings }: LogCheck,
  { sequence }: SealEntry,
  lastSeen: Id | undefined,
): void {
  const place = lastSeen === undefined ? 'at the beginning' : `after operation ${lastSeen}`
  findings.tell(sequence, {
    kind: 'changed',
    message: `An operation ${place} was changed after it was sealed: its row cannot be read.`,
  })
}
