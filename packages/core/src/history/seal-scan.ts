import type { MetadataStore, RecordRow } from '../spec/index.ts'
import { isDamage } from './log-reader.ts'
import { blockPrefix, findHead, SEAL, SEQUENCE_DIGITS } from './seal-records.ts'

/** Blocks of a page: some 35 KB each. */
const PAGE = 20
const DIGITS = '0123456789'

/** A record where a block should be; without `record` it is so damaged that it cannot be read. */
export interface FoundBlock {
  readonly key: string
  readonly record?: RecordRow | undefined
}

/** The head's record; `unreadable` when there is one that is no record any more. */
export async function readHead(
  store: MetadataStore,
  space: string,
): Promise<RecordRow | 'unreadable' | undefined> {
  try {
    return await findHead(store, space)
  } catch (error) {
    if (!isDamage(error)) throw error
    return 'unreadable'
  }
}

/** The blocks of a space in their order, also past those that cannot be read. */
export async function* scanBlocks(store: MetadataStore, space: string): AsyncGenerator<FoundBlock> {
  yield* scan(store, blockPrefix(space), SEQUENCE_DIGITS, '')
}

/** Blocks whose keys come after one. A scan that fails is cut in ten, until only the damaged record is left of it. */
async function* scan(
  store: MetadataStore,
  prefix: string,
  digits: number,
  past: string,
): AsyncGenerator<FoundBlock> {
  let last = past
  try {
    for (let after: string | undefined, more = true; more; ) {
      const page = await store.scanRecords(SEAL, { prefix, after, limit: PAGE })
      for (const record of page.rows) {
        if (record.key <= last) continue
        last = record.key
        yield { key: record.key, record }
      }
      after = page.next
      more = after !== undefined
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    if (digits === 0) yield { key: prefix }
    else for (const digit of DIGITS) yield* scan(store, `${prefix}${digit}`, digits - 1, last)
  }
}
