import { NexusError } from '../errors/index.ts'
import { applyBatch } from '../kit/commit/apply-batch.ts'
import { type IdSource, newId } from '../kit/ids.ts'
import type { Batch, Collection, CommitResult, MetadataStore } from '../spec/index.ts'
import { COLLECTIONS } from '../spec/index.ts'
import { contentReads } from './content-reads.ts'
import { historyReads } from './history-reads.ts'
import { inspection } from './inspection.ts'
import { MemoryTables } from './memory-tables.ts'
import { nodeReads } from './node-reads.ts'

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** Makes the ids of copied nodes and of the store. */
  readonly ids?: IdSource | undefined
  /** By default those that core declares. */
  readonly collections?: Readonly<Record<string, Collection>> | undefined
}

/** A metadata store in memory, the reference implementation: complete, and gone with its process. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MetadataStore {
  const { clock = Date.now, ids = newId, collections = COLLECTIONS } = options
  const tables = new MemoryTables({ clock, ids, collections })
  const identity = { storeId: ids(), format: 1 }
  const listeners = new Set<() => void>()
  let closed = false
  const open = (): MemoryTables => {
    if (!closed) return tables
    throw new NexusError('CLOSED', 'The memory store is closed.', { hint: 'Open a new one.' })
  }

  return {
    apiVersion: 1,
    type: 'memory',
    capabilities: { inlineContent: true, shared: false, persistent: false, backup: false },
    describe: () => ({ type: 'memory', location: 'this process' }),
    async migrate() {
      open()
      return identity
    },
    async health() {
      return { ok: true, problems: [], details: { settled: open().log.settled } }
    },
    async close() {
      closed = true
      listeners.clear()
    },
    ...nodeReads(open),
    ...historyReads(open),
    ...contentReads(open),
    ...inspection(open),
    ...recordReads(open),
    ...logReads(open),
    async commit(batch) {
      const result = commit(open(), batch)
      if (result.ok) for (const listener of listeners) queueMicrotask(listener)
      return result
    },
    async sync() {
      open()
    },
    onChange(listener) {
      open()
      const own = () => listener()
      listeners.add(own)
      return () => listeners.delete(own)
    },
  }
}

function commit(tables: MemoryTables, batch: Batch): CommitResult {
  let result: CommitResult | undefined
  try {
    result = applyBatch(tables.forCommit(batch.space), batch)
    return result
  } finally {
    if (result?.ok === true) {
      tables.journal.keep()
      tables.log.settle()
    } else tables.journal.rollBack()
  }
}

function recordReads(
  open: () => MemoryTables,
): Pick<MetadataStore, 'getRecords' | 'scanRecords' | 'claim' | 'renew' | 'release'> {
  return {
    async getRecords(collection, keys) {
      const { records } = open()
      return keys.map((key) => records.find(collection, key))
    },
    scanRecords: async (collection, options) => open().records.scan(collection, options),
    claim: async (queue, options) => open().leases.claim(queue, options),
    renew: async (lease, leaseMs) => open().leases.renew(lease, leaseMs),
    release: async (lease) => open().leases.release(lease),
  }
}

function logReads(
  open: () => MemoryTables,
): Pick<MetadataStore, 'operations' | 'changes' | 'settled'> {
  return {
    async operations(space, query) {
      const tables = open()
      const changed = query.nodes && tables.nodes(space).changesOf(query.nodes)
      return tables.log.query(space, query, changed)
    },
    changes: async (space, cursor, limit) => open().log.changes(space, cursor, limit),
    settled: async () => open().log.settled,
  }
}
