import { hash } from 'node:crypto'
import type { HistoryRow, Id, MetadataStore, OperationRow, Sequence } from '../spec/index.ts'
import { sorted } from './canonical-json.ts'

/** States of a page of effects. */
const PAGE = 1000

/** What seals say of one operation. */
export interface OperationHashes {
  /** SHA-256 of the canonical JSON of its row, 32 bytes. */
  readonly row: Buffer
  /** SHA-256 of the canonical JSON of `[node, version, hash]` of the states that it made, in the order of nodes, 32 bytes. */
  readonly effects: Buffer
  /** How many states it made and are still there. */
  readonly states: number
}

/** SHA-256 of the canonical JSON of a row of the log. Its members are named here in order, which spares sorting them. */
export function hashOfRow(row: OperationRow): Buffer {
  const { agent, batch, details, id, node, path, requestId, run, sequence, space } = row
  const { target, tenant, time, type, user } = row
  const members = {
    ...{ agent, batch, details: sorted(details), id, node, path, requestId, run, sequence },
    ...{ space, target, tenant, time, type, user },
  }
  return hash('sha256', JSON.stringify(members), 'buffer')
}

/** The chain's next hash: SHA-256 of the one before, the row's and that of its effects. */
export function nextInChain(before: Buffer, row: Buffer, effects: Buffer): Buffer {
  return hash('sha256', Buffer.concat([before, row, effects], 96), 'buffer')
}

/** The hashes of up to 1,000 operations of a space, in their order. */
export async function hashOperations(
  store: Pick<MetadataStore, 'effects'>,
  space: string,
  rows: readonly OperationRow[],
): Promise<OperationHashes[]> {
  const made = await statesMade(store, space, rows)
  return rows.map((row) => {
    const states = made.get(row.sequence)
    return {
      row: hashOfRow(row),
      effects: states === undefined ? NO_EFFECTS : hashOfStates(states),
      states: states?.size ?? 0,
    }
  })
}

const NO_EFFECTS = hash('sha256', '[]', 'buffer')

/** States by operation and node. A state that one of the operations made and another one ended comes twice. */
type StatesMade = ReadonlyMap<Sequence, ReadonlyMap<Id, HistoryRow>>

async function statesMade(
  store: Pick<MetadataStore, 'effects'>,
  space: string,
  rows: readonly OperationRow[],
): Promise<StatesMade> {
  const made = new Map<Sequence, Map<Id, HistoryRow>>()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return made
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.effects(space, ids, { after, limit: PAGE })
    for (const state of page.rows) {
      const states = made.get(state.from)
      if (states === undefined) made.set(state.from, new Map([[state.id, state]]))
      else states.set(state.id, state)
    }
    after = page.next
    more = after !== undefined
  }
  return made
}

function hashOfStates(states: ReadonlyMap<Id, HistoryRow>): Buffer {
  const facts = [...states.values()].map(({ id, version, hash: content }) => {
    return [id, version, content ?? null] as const
  })
  if (facts.length > 1) facts.sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(facts), 'buffer')
}
