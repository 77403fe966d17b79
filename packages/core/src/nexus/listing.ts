import { NexusError } from '../errors/index.ts'
import type { Listing } from './types.ts'

/** How the work of a listing is counted, so that closing a handle neither cuts it nor waits for ever. */
export interface Gate {
  /** Runs all of it as one call. */
  call<Result>(run: () => Promise<Result>): Promise<Result>
  /** Gives values of which each is a call of its own. */
  steps<Value>(start: () => AsyncGenerator<Value>): AsyncGenerator<Value>
}

/** How {@link createListing} pages. */
export interface ListingOptions<Row> {
  readonly gate?: Gate | undefined
  /** Rows at most, 1 and up; default all. */
  readonly limit?: number | undefined
  /** Where to go on after a row. Without it the listing has no cursor. */
  readonly cursorOf?: ((row: Row) => string) | undefined
}

/**
 * A listing over rows that are asked for anew at each iteration. One row more than `limit` is asked for, so that
 * the cursor is `undefined` when nothing follows.
 * @throws `INVALID_ARGUMENT`, when iterated, for a limit that is no positive integer.
 */
export function createListing<Row>(
  rows: () => AsyncIterable<Row>,
  options: ListingOptions<Row> = {},
): Listing<Row> {
  return createPagedListing(() => onePagePerRow(rows()), options)
}

/** The same over pages of rows, which spares `toArray` a step for each row. */
export function createPagedListing<Row>(
  pages: () => AsyncIterable<readonly Row[]>,
  { limit, cursorOf, gate = UNCOUNTED }: ListingOptions<Row> = {},
): Listing<Row> {
  let cursor: string | undefined
  async function* pagesWithinLimit(): AsyncGenerator<readonly Row[]> {
    assertLimit(limit)
    cursor = undefined
    let left = limit ?? Number.POSITIVE_INFINITY
    for await (const page of pages()) {
      if (page.length > left) {
        if (left > 0) yield page.slice(0, left)
        return
      }
      left -= page.length
      if (page.length > 0) yield page
    }
    cursor = undefined
  }
  const noteLast = (row: Row | undefined): void => {
    cursor = row === undefined ? undefined : cursorOf?.(row)
  }
  return {
    get cursor() {
      return cursor
    },
    async *[Symbol.asyncIterator]() {
      for await (const page of gate.steps(pagesWithinLimit)) {
        for (const row of page) {
          noteLast(row)
          yield row
        }
      }
    },
    toArray: () =>
      gate.call(async () => {
        const all: Row[] = []
        for await (const page of pagesWithinLimit()) {
          for (const row of page) all.push(row)
          noteLast(page.at(-1))
        }
        return all
      }),
  }
}

const UNCOUNTED: Gate = { call: (run) => run(), steps: (start) => start() }

async function* onePagePerRow<Row>(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  for await (const row of rows) yield [row]
}

function assertLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isSafeInteger(limit) && limit >= 1)) return
  throw new NexusError('INVALID_ARGUMENT', `The limit ${String(limit)} is no positive integer.`, {
    hint: 'Give a limit of 1 or more, or none for all rows.',
  })
}

/** An opaque cursor that holds a JSON value. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The value of a cursor. @throws `INVALID_ARGUMENT` when it is not one of ours. */
export function decodeCursor<Value>(
  cursor: string,
  isValue: (value: unknown) => value is Value,
): Value {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    value = undefined
  }
  if (isValue(value)) return value
  throw new NexusError('INVALID_ARGUMENT', 'The cursor is not one of this listing.', {
    hint: 'Give the cursor of the listing before, unchanged, or none to begin anew.',
  })
}
