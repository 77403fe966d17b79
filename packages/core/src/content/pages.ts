import type { Page } from '../spec/index.ts'

/** The pages of a list in order, empty ones included; the next one is asked for once the one before was dealt with. */
export async function* pagesOf<Row>(
  list: (after: string | undefined) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await list(after)
    yield page.rows
    after = page.next
    more = after !== undefined
  }
}
