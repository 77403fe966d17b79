import type { Id, MetadataStore, OperationRow, Sequence } from '../spec/index.ts'
import type { LogFindings } from './log-findings.ts'
import { isDamage, type LogReader } from './log-reader.ts'
import { hashOperations, type OperationHashes } from './operation-hashes.ts'
import { horizonOf } from './reach.ts'
import { ROW_BYTES, type SealEntry } from './seal-entries.ts'
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

/**
 * Compares the rows of a block with its entries, and the states that the operations made.
 * @returns the full hashes of the rows, in the order of entries; `undefined` when not every row is as it was sealed.
 */
export async function verifyBlock(
  check: LogCheck,
  { before, entries }: SealBlock,
  after: Sequence,
): Promise<readonly Buffer[] | undefined> {
  const { findings } = check
  const { rows, unreadable } = await check.reader.read(entries, after)
  const hashes = await hashAll(check, rows)
  const bySequence = new Map(rows.map((row, index) => [row.sequence, index]))
  const sound: Buffer[] = []
  for (const [index, entry] of entries.entries()) {
    const at = bySequence.get(entry.sequence)
    bySequence.delete(entry.sequence)
    const [row, hash] = at === undefined ? [] : [rows[at], hashes[at]]
    if (row === undefined || hash === undefined) {
      if (unreadable.has(entry.sequence)) tellUnreadable(check, entry)
      else findings.missing(entry, before + index, check.lastSeen)
      continue
    }
    check.lastSeen = row.id
    if (!hash.row.subarray(0, ROW_BYTES).equals(entry.row)) findings.changed(entry, row)
    else {
      sound.push(hash.row)
      await checkEffects(check, { entry, row }, hash)
    }
  }
  for (const at of bySequence.values()) findings.added(rows[at] as OperationRow)
  return sound.length === entries.length ? sound : undefined
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
    return { row: hash, effects: Buffer.alloc(0), states: Number.POSITIVE_INFINITY }
  }
}

/** For rows whose states cannot be read. */
const NO_STATES: Pick<MetadataStore, 'effects'> = { effects: async () => ({ rows: [] }) }

/** Past states that were pruned are not there to compare; the chain has their hash from the seal. */
async function checkEffects(
  check: LogCheck,
  { entry, row }: Match,
  hash: OperationHashes,
): Promise<void> {
  if (hash.effects.equals(entry.effects)) return
  const { store, space, findings } = check
  // Read again: a state may have ended between two pages, and the horizon may have moved meanwhile.
  const again = await hashOne(store, space, row)
  if (again.effects.equals(entry.effects)) return
  if (again.states < entry.states) {
    if (entry.sequence > check.horizon) check.horizon = await horizonOf(store, space)
    if (entry.sequence <= check.horizon) return
  }
  const message = effectsMessage(row, again, entry)
  findings.tell(row.sequence, { kind: 'effects', operationId: row.id, message })
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

function tellUnreadable({ findings, lastSeen }: LogCheck, { sequence }: SealEntry): void {
  const place = lastSeen === undefined ? 'at the beginning' : `after operation ${lastSeen}`
  findings.tell(sequence, {
    kind: 'changed',
    message: `An operation ${place} was changed after it was sealed: its row cannot be read.`,
  })
}
