import type { Hash, Sequence } from '../spec/index.ts'
import type { OperationHashes } from './operation-hashes.ts'

/** Bytes of an entry: sequence 8, row 8, effects 32, states 4. */
const ENTRY_BYTES = 52
/** Where in an entry its row's hash, that of its effects and the number of states begin. */
const [ROW, EFFECTS, STATES] = [8, 16, 48]
/** Digits of a row's hash that an entry keeps, 8 bytes: enough to tell which row was changed; the chain has all of it. */
const ROW_DIGITS = 16
const TWO_TO_32 = 2 ** 32

/** What a seal says of one operation. */
export interface SealEntry {
  readonly sequence: Sequence
  /** The first 16 digits of the row's hash. */
  readonly row: string
  readonly effects: Hash
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
    bytes.write(row + effects, start + ROW, 'hex')
    bytes.writeUInt32BE(states, start + STATES)
  }
  return bytes.toString('base64')
}

/** The entries of such text; `undefined` when it is none. */
export function decodeEntries(text: string): SealEntry[] | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % ENTRY_BYTES !== 0 || bytes.toString('base64') !== text) return undefined
  const digits = bytes.toString('hex')
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, index) => {
    const start = index * ENTRY_BYTES
    return {
      sequence: bytes.readUInt32BE(start) * TWO_TO_32 + bytes.readUInt32BE(start + 4),
      row: digits.slice(2 * (start + ROW), 2 * (start + EFFECTS)),
      effects: digits.slice(2 * (start + EFFECTS), 2 * (start + STATES)),
      states: bytes.readUInt32BE(start + STATES),
    }
  })
}

/** The entry of an operation. */
export function entryOf(sequence: Sequence, { row, effects, states }: OperationHashes): SealEntry {
  return { sequence, row: shortened(row), effects, states }
}

/** What an entry keeps of a row's hash. */
export function shortened(row: Hash): string {
  return row.slice(0, ROW_DIGITS)
}
