import { setImmediate as others } from 'node:timers/promises'
import { NexusError } from '../errors/index.ts'
import type { Hash, MetadataStore, OperationRow, RecordRow, Sequence } from '../spec/index.ts'
import { hashOperations, nextInChain } from './operation-hashes.ts'
import { entryOf, type SealEntry } from './seal-entries.ts'
import {
  blockKey,
  blockPrefix,
  CHAIN_START,
  findHead,
  formatBlock,
  formatHead,
  parseBlock,
  parseHead,
  SEAL,
  type SealBlock,
  type SealHead,
} from './seal-records.ts'

/** Operations of a full block. */
const BLOCK = 500

/** Options of {@link sealLog}. */
export interface SealOptions {
  /** Stops before the next block; what was sealed stays. */
  readonly signal?: AbortSignal | undefined
  /** Commits at most; default all that it takes. */
  readonly commits?: number | undefined
}

/** How sealing ended: nothing is left, it was stopped, or another sealer came first. */
export type SealOutcome = 'sealed' | 'stopped' | 'lost'

/**
 * Seals the settled operations of a space that are not sealed yet, oldest first. Several may do it at once: of two that
 * meet one goes on. The result does not depend on who seals when.
 * @throws `CORRUPT` when the seals that are there contradict each other: sealing on would hide it.
 */
export async function sealLog(
  store: MetadataStore,
  space: string,
  { signal, commits = Number.POSITIVE_INFINITY }: SealOptions = {},
): Promise<SealOutcome> {
  for (let done = 0; ; done++) {
    if (done > 0) await others()
    if (signal?.aborted === true) return 'stopped'
    const record = await findHead(store, space)
    const chain = await findChain(store, space, record)
    const rows = await unsealed(store, space, chain)
    if (rows.length === 0) return 'sealed'
    if (done >= commits) return 'stopped'
    const block = await extended(store, space, chain, rows)
    if (!(await commitBlock(store, space, record, block))) return 'lost'
  }
}

/** Where the chain ends, and the newest block while it is not full. */
interface Chain {
  readonly last: Sequence
  readonly count: number
  readonly head: Hash
  readonly open: SealBlock | undefined
}

async function findChain(
  store: MetadataStore,
  space: string,
  record: RecordRow | undefined,
): Promise<Chain> {
  if (record === undefined) {
    const blocks = await store.scanRecords(SEAL, { prefix: blockPrefix(space), limit: 1 })
    if (blocks.rows.length > 0) throw damaged(space, 'their head is missing')
    return { last: 0, count: 0, head: CHAIN_START, open: undefined }
  }
  const head = parseHead(record.value)
  if (head === undefined) throw damaged(space, 'their head cannot be read')
  return { ...head, open: await findOpenBlock(store, space, head) }
}

async function findOpenBlock(
  store: MetadataStore,
  space: string,
  { block: first, count, head, last }: SealHead,
): Promise<SealBlock | undefined> {
  const [record] = await store.getRecords(SEAL, [blockKey(space, first)])
  const block = record && parseBlock(space, record)
  if (block === undefined) throw damaged(space, 'the newest block is missing or cannot be read')
  const { before, entries } = block
  const fits = block.head === head && before + entries.length === count
  if (!fits || entries.at(-1)?.sequence !== last)
    throw damaged(space, 'the newest block does not end where their head says')
  return entries.length < BLOCK ? block : undefined
}

function damaged(space: string, what: string): NexusError {
  return new NexusError(
    'CORRUPT',
    `The seals of the log of space "${space}" are damaged: ${what}.`,
    {
      hint: 'Verify the log, and compare it and the collection "seal" with a backup.',
    },
  )
}

/** The next settled operations, as many as the newest block can take. */
async function unsealed(
  store: MetadataStore,
  space: string,
  { last, open }: Chain,
): Promise<readonly OperationRow[]> {
  const settled = await store.settled()
  const { rows } = await store.changes(space, String(last), BLOCK - (open?.entries.length ?? 0))
  return rows.filter(({ sequence }) => sequence <= settled)
}

/** The newest block with the operations added, or a new one with them. */
async function extended(
  store: MetadataStore,
  space: string,
  { count, head, open }: Chain,
  rows: readonly OperationRow[],
): Promise<SealBlock> {
  const { before, previous, entries } = open ?? { before: count, previous: head, entries: [] }
  const added: SealEntry[] = []
  let chain = head
  for (const [index, hashes] of (await hashOperations(store, space, rows)).entries()) {
    added.push(entryOf(rows[index]?.sequence ?? 0, hashes))
    chain = nextInChain(chain, hashes.row, hashes.effects)
  }
  return { before, previous, entries: [...entries, ...added], head: chain }
}

/** Gives `false` when another sealer came first. Not made durable at once: a seal that is lost is made again. */
async function commitBlock(
  store: MetadataStore,
  space: string,
  record: RecordRow | undefined,
  block: SealBlock,
): Promise<boolean> {
  const { before, entries, head } = block
  const [first = 0, last = 0] = [entries[0]?.sequence, entries.at(-1)?.sequence]
  const end: SealHead = { last, count: before + entries.length, head, block: first }
  const put = { kind: 'record', action: 'put', collection: SEAL } as const
  const version = record?.version ?? null
  const result = await store.commit(
    {
      space,
      operations: [],
      preconditions: [{ kind: 'record', collection: SEAL, key: space, version }],
      mutations: [
        { ...put, key: blockKey(space, first), value: formatBlock(block) },
        { ...put, key: space, value: formatHead(end) },
      ],
    },
    { durability: 'deferred' },
  )
  return result.ok
}
