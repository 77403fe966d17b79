import type { Hash, JsonObject, MetadataStore, RecordRow, Sequence } from '../spec/index.ts'
import { decodeEntries, encodeEntries, type SealEntry } from './seal-entries.ts'

/** The collection of seals. */
export const SEAL = 'seal'
/** The chain before the first operation. */
export const CHAIN_START: Hash = '0'.repeat(64)

/** Digits of the sequence in the key of a block. */
export const SEQUENCE_DIGITS = 16
const HASH = /^[0-9a-f]{64}$/

/** Where the chain of a space ends. */
export interface SealHead {
  /** The last sealed operation. */
  readonly last: Sequence
  /** Sealed operations. */
  readonly count: number
  /** The chain hash after the last one. */
  readonly head: Hash
  /** The first operation of the newest block. */
  readonly block: Sequence
}

/** One sealed run of operations. The newest block of a space grows until it is full. */
export interface SealBlock {
  /** Sealed operations before the block. */
  readonly before: number
  /** The chain hash before its first operation. */
  readonly previous: Hash
  /** At least one, in the order of sequences. */
  readonly entries: readonly SealEntry[]
  /** The chain hash after its last operation. */
  readonly head: Hash
}

export function blockKey(space: string, first: Sequence): string {
  return `${blockPrefix(space)}${String(first).padStart(SEQUENCE_DIGITS, '0')}`
}

/** What the keys of a space's blocks begin with; they sort as their operations do. */
export function blockPrefix(space: string): string {
  return `${space}/`
}

/** The record of a space's head. */
export async function findHead(
  store: MetadataStore,
  space: string,
): Promise<RecordRow | undefined> {
  return (await store.getRecords(SEAL, [space]))[0]
}

export function formatHead({ last, count, head, block }: SealHead): JsonObject {
  return { last, count, head, block }
}

/** `undefined` when the value is no head. */
export function parseHead({ last, count, head, block }: JsonObject): SealHead | undefined {
  if (!isCount(last) || !isCount(count) || !isHash(head) || !isCount(block)) return undefined
  return { last, count, head, block }
}

export function formatBlock({ before, previous, entries, head }: SealBlock): JsonObject {
  return {
    first: entries[0]?.sequence ?? 0,
    last: entries.at(-1)?.sequence ?? 0,
    count: entries.length,
    before,
    previous,
    entries: encodeEntries(entries),
    head,
  }
}

/** `undefined` when the value is no block, or not the one of its key. */
export function parseBlock(space: string, { key, value }: RecordRow): SealBlock | undefined {
  const { first, last, count, before, previous, entries: text, head } = value
  if (!isCount(first) || key !== blockKey(space, first) || typeof text !== 'string')
    return undefined
  if (!isCount(before) || !isHash(previous) || !isHash(head)) return undefined
  const entries = decodeEntries(text)
  if (entries === undefined || entries.length === 0 || entries.length !== count) return undefined
  if (entries[0]?.sequence !== first || entries.at(-1)?.sequence !== last) return undefined
  if (!isAscending(entries)) return undefined
  return { before, previous, entries, head }
}

function isAscending(entries: readonly SealEntry[]): boolean {
  return entries.every((entry, at) => at === 0 || entry.sequence > (entries[at - 1]?.sequence ?? 0))
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && HASH.test(value)
}
