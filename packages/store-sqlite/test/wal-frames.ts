import { readFileSync } from 'node:fs'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/**
 * How many transactions a write-ahead log holds: frames whose header gives the size of the database
 * after the commit (https://sqlite.org/fileformat2.html#walformat). Frames of an earlier round of the
 * log, which have another salt, do not count.
 */
export function countTransactions(path: string): number {
  const log = readFileSync(`${path}-wal`)
  if (log.byteLength < HEADER_BYTES) return 0
  const pageSize = log.readUInt32BE(8)
  const salt = log.readBigUInt64BE(16)
  let transactions = 0
  for (
    let at = HEADER_BYTES;
    at + FRAME_HEADER_BYTES + pageSize <= log.byteLength;
    at += FRAME_HEADER_BYTES + pageSize
  ) {
    if (log.readBigUInt64BE(at + 8) !== salt) break
    if (log.readUInt32BE(at + 4) !== 0) transactions += 1
  }
  return transactions
}
