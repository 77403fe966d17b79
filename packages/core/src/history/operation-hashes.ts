import { hash } from 'node:crypto'
import type { Hash, MetadataStore, OperationRow, Sequence, StateMade } from '../spec/index.ts'
import { sorted } from './canonical-json.ts'

/** States of a page. */
const PAGE = 1000

/** What seals say of one operation. Hashes are hexadecimal, as Node gives them soonest. */
export interface OperationHashes {
  /** SHA-256 of the canonical JSON of its row. */
  readonly row: Hash
  /** SHA-256 of the canonical JSON of `[node, version, hash]` of the states that it made, in the order of nodes. */
  readonly effects: Hash
  /** How many states it made and are still there. */
  readonly states: number
}

/** SHA-256 of the canonical JSON of a row of the log. Its members are named here in order, which spares sorting them. */
export function hashOfRow(row: OperationRow): Hash {
  return hash(
    'sha256',
    JSON.stringify({
      agent: row.agent,
      batch: row.batch,
      details: sorted(row.details),
      id: row.id,
      node: row.node,
      path: row.path,
      requestId: row.requestId,
      run: row.run,
      sequence: row.sequence,
      space: row.space,
      target: row.target,
      tenant: row.tenant,
      time: row.time,
      type: row.type,
      user: row.user,
    }),
  )
}

/** The chain's next hash: SHA-256 of the bytes of the one before, of the row's and of that of its effects. */
export function nextInChain(before: Hash, row: Hash, effects: Hash): Hash {
  return hash('sha256', Buffer.from(before + row + effects, 'hex'))
}

/** The hashes of operations of a space that follow each other in the log, in their order. */
export async function hashOperations(
  store: Pick<MetadataStore, 'statesMade'>,
  space: string,
  rows: readonly OperationRow[],
): Promise<OperationHashes[]> {
  const made = await statesMade(store, space, rows)
  return rows.map((row) => {
    const { effects, states } = made.get(row.sequence) ?? NOTHING
    return { row: hashOfRow(row), effects, states }
  })
}

/** The states that one operation made. */
type Made = Omit<OperationHashes, 'row'>

const NOTHING: Made = { effects: hash('sha256', '[]'), states: 0 }

/** Of operations that made any. */
async function statesMade(
  store: Pick<MetadataStore, 'statesMade'>,
  space: string,
  rows: readonly OperationRow[],
): Promise<ReadonlyMap<Sequence, Made>> {
  const made = new Map<Sequence, Made>()
  const [first, last] = [rows[0]?.sequence, rows.at(-1)?.sequence]
  if (first === undefined || last === undefined) return made
  const range = { after: first - 1, upTo: last }
  let operation = 0
  let facts: string[] = []
  const end = () => {
    if (facts.length > 0) made.set(operation, madeOf(facts))
    facts = []
  }
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.statesMade(space, range, { after, limit: PAGE })
    for (const state of page.rows) {
      if (state.operation !== operation) end()
      operation = state.operation
      facts.push(factOf(state))
    }
    after = page.next
    more = after !== undefined
  }
  end()
  return made
}

function madeOf(facts: readonly string[]): Made {
  return { effects: hash('sha256', `[${facts.join(',')}]`), states: facts.length }
}

/** As `JSON.stringify` writes it: neither ids nor hashes have anything to escape. */
function factOf({ node, version, hash: content }: StateMade): string {
  return `["${node}",${version},${content === undefined ? 'null' : `"${content}"`}]`
}
