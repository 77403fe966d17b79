import type { Sequence } from '../spec/index.ts'
import type { OperationHashes } from './operation-hashes.ts'

/** Bytes of an entry: sequence 8, row 8, effects 32, states 4. */
const ENTRY_BYTES = 52
/** Bytes of a row's hash that an entry keeps: enough to tell which row was changed; the chain has all of it. */
export const ROW_BYTES = 8
const TWO_TO_32 = 2 ** 32

/** What a seal says of one operation. */
export interface SealEntry {
  readonly sequence: Sequence
  /** The first 8 bytes of the row's hash. */
  readonly row: Buffer
  readonly effects: Buffer
  /** States that the operation had made, as far as they were there when it was sealed. */
  readonly states: number
}

/** Entries as text, big-endian in base64. */
export function encodeEntries(entries: readonly SealEntry[]): string {
  const bytes = Buffer.alloc(entries.length * ENTRY_BYTES)
  for (const [index, { sequence, row, effects, states }] of entries.entries()) {
    const start = index * ENTRY_BYTES
    bytes.writeUInt32BE(Math.floor(sequence / TWO_TO_32), start)
    bytes.writeUInt32BE(sequence % TWO_TO_32, start + 4)
    row.copy(bytes, start + 8, 0, ROW_BYTES)
    effects.copy(bytes, start + 16)
    bytes.writeUInt32BE(states, start + 48)
  }
  return bytes.toString('base64')
}

/** The entries of such text; `undefined` when it is none. */
export function decodeEntries(text: string): SealEntry[] | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % ENTRY_BYTES !== 0 || bytes.toString('base64') !== text) return undefined
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, index) => {
    const start = index * ENTRY_BYTES
    return {
      sequence: bytes.readUInt32BE(start) * TWO_TO_32 + bytes.readUInt32BE(start + 4),
      row: bytes.subarray(start + 8, start + 16),
      effects: bytes.subarray(start + 16, start + 48),
      states: bytes.readUInt32BE(start + 48),
    }
  })
}

/** The entry of an operation. */
export function entryOf(sequence: Sequence, { row, effects, states }: OperationHashes): SealEntry {
  return { sequence, row: row.subarray(0, ROW_BYTES), effects, states }
}
